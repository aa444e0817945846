using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;
using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// A node that says goodbye is gone: whoever watches or asks there knows at once, not when it is given up. Nobody gives up here within the
/// patience of a test. Seen to fail while a goodbye ended the session only: watches and asks waited for a minute.
/// </summary>
public sealed class PartingTests
{
    private const int Port = 30_100;

    private static RemoteOptions Patient { get; } = TestNode.Options with { GiveUpAfter = Timeout.InfiniteTimeSpan };

    [Fact]
    public async Task Goodbye_EndsWatchesAndAsksOfThatLife_Once()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        var time = new VirtualTime(); // its goodbye may take longer than a second
        var b = await TestNode.StartAsync("b", cluster.Transport("b", time), TestNode.Options, time);
        var silent = b.SpawnInbox<Number>("silent");
        var (plain, pinned) = (a.Ref<Number>(b, "silent"), a.Pinned<Number>(b, "silent"));
        var (watcher, signals) = SpawnWatcher(a, plain, pinned);
        await watcher.Ask<Number, Number>(new Number(0), TestNode.Patience); // it watches by now
        var asks = new[] { plain, pinned }.Select(target => target.Ask<Number, Number>(new Number(1), TimeSpan.FromHours(1)).AsTask()).ToArray();
        await silent.NextAsync();
        await silent.NextAsync();
        var events = Record(a);
        await b.Remote.DisposeAsync(); // its actors live: no Terminated is theirs
        foreach (var ask in asks)
            Assert.Equal(DeadLetterReason.PeerDead, (await Assert.ThrowsAsync<DeadActorException>(() => ask).WaitAsync(TestNode.Patience)).Reason);
        Assert.Equal(new HashSet<ActorRef> { plain, pinned }, [await signals.NextAsync(), await signals.NextAsync()]);
        await watcher.Ask<Number, Number>(new Number(0), TestNode.Patience);
        Assert.Equal(0, signals.Waiting);
        Assert.False(pinned.IsAlive);
        await b.DisposeAsync();
        Assert.Equal([typeof(LinkDisconnected), typeof(PeerDied)], [(await events.NextAsync()).GetType(), (await events.NextAsync()).GetType()]);
        Assert.Equal((0, 1), (events.Waiting, a.Log.Count(2001)));
        Assert.DoesNotContain(a.Log.Lines, line => line.Level >= LogLevel.Warning && line.Id is >= 2000 and < 2100);
    }

    [Fact]
    public async Task Goodbye_WhatIsForThatLifeFromThenOn_IsRefusedAtOnce()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        var b = await StartPartedAsync(cluster, a);
        var letter = a.NextDeadLetter(DeadLetterReason.PeerDead);
        b.Pinned.Tell(new Number(7));
        Assert.Equal(new Number(7), (await letter).Message);
        await ActorSystem.WhenTerminated(b.Pinned).WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeadActorException>(() => b.Pinned.Ask<Number, Number>(new Number(1), TimeSpan.FromHours(1)).AsTask()).WaitAsync(TestNode.Patience);
        await b.Pinned.TellAsync(new Number(8)).AsTask().WaitAsync(TestNode.Patience);
    }

    /// <summary>Also for refs that name no life: there is none until the node is back. One that was never met is waited for as before.</summary>
    [Fact]
    public async Task Goodbye_WhatIsForWhoeverLivesThere_IsTriedOnceAndRefused()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        var b = await StartPartedAsync(cluster, a);
        for (int i = 0; i < 3; i++)
        {
            var letter = a.NextDeadLetter(DeadLetterReason.PeerDead);
            b.Plain.Tell(new Number(i));
            Assert.Equal(new Number(i), (await letter).Message);
            await ActorSystem.WhenTerminated(b.Plain).WaitAsync(TestNode.Patience);
            await Assert.ThrowsAsync<DeadActorException>(() => b.Plain.Ask<Number, Number>(new Number(1), TimeSpan.FromHours(1)).AsTask()).WaitAsync(TestNode.Patience);
        }

        Assert.Equal(1, a.Log.Count(2004));
        Assert.Equal(LinkState.Dead, Assert.Single(a.Remote.Peers).State);
    }

    [Fact]
    public async Task Goodbye_ThenANewLifeAtTheAddress_ServesAtOnceAndHasNothingOfTheOld()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        for (ulong life = 1; life <= 4; life++)
        {
            var time = new VirtualTime(); // as above
            await using var b = await TestNode.StartAsync("b", cluster.Transport("b", time), TestNode.Options with { Port = Port }, time, incarnation: life);
            b.SpawnAdder();
            var old = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
            Assert.Equal((long)life + 1, await a.AddAsync(b, (long)life));
            Assert.False(old.IsCompleted);
            if (life % 2 == 0) await b.DisposeAsync();
            else await b.Remote.DisposeAsync();
            await old.WaitAsync(TestNode.Patience);
            if (life == 2) await ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder")).WaitAsync(TestNode.Patience); // tried in vain
        }

        Assert.Equal(0, a.Log.Count(2006)); // no life was refused
    }

    /// <summary>
    /// What was sent before a goodbye counts, also what is read after it: replies come on another stream, so the life ends with the
    /// session and not with the goodbye itself.
    /// </summary>
    [Fact]
    public async Task Goodbye_RepliesOnTheirWay_StillArrive()
    {
        for (int round = 0; round < 20; round++)
        {
            await using var cluster = new TestCluster();
            var time = new VirtualTime(); // the end of the streams may take longer than a second
            var a = await cluster.StartAsync("a", Patient, time);
            var b = await TestNode.StartAsync("b", cluster.Transport("b", time), TestNode.Options, time);
            var handled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            b.Spawn<Number>("last", (context, number) =>
            {
                context.Reply(number);
                if (number.Value == 999) handled.SetResult();
                return Behavior.Same<Number>();
            });
            var asks = Enumerable.Range(0, 1000).Select(i => a.AddAsync(b, i, "last")).ToArray();
            await handled.Task.WaitAsync(TestNode.Patience);
            await b.DisposeAsync();
            Assert.Equal(Enumerable.Range(0, 1000).Select(static i => (long)i), await Task.WhenAll(asks).WaitAsync(TestNode.Patience));
        }
    }

    /// <summary>Without a limit on how long a session may last behind its goodbye nothing would go to that node any more, and nobody would be told.</summary>
    [Fact]
    public async Task Goodbye_StreamsThatDoNotEnd_AreEndedByTheReceiver()
    {
        await using var cluster = new TestCluster();
        var time = new VirtualTime();
        var node = await cluster.StartAsync("a", Patient with { PingInterval = TimeSpan.FromMinutes(30), PingTimeout = TimeSpan.FromHours(1) }, time);
        await using var transport = cluster.Network.CreateTransport("raw", TimeProvider.System);
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        await using var data = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = (await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Control))).Session;
        await data.ShakeHandsAsync(hello);
        await node.Log.WaitForAsync(2001);
        var peer = node.Remote.TryGetPeer(NodeAddress.Parse("raw@127.0.0.1:9"))!;
        var watch = ActorSystem.WhenTerminated(node.System.Resolve<Number>("actors://raw@127.0.0.1:9/user/x"));
        await raw.SendAsync(new Frame { Goodbye = new Goodbye { Detail = "not really" } });
        while (peer.Session is { IsParting: false }) await Task.Yield();
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (!watch.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.AdvanceBy(TestNode.Options.HandshakeTimeout);
            await Task.Yield();
        }

        Assert.Contains("not really", await node.Log.WaitForAsync(2010), StringComparison.Ordinal);
    }

    /// <summary>A node of which the other has met one life, which has left.</summary>
    private static async Task<(ActorRef<Number> Plain, ActorRef<Number> Pinned)> StartPartedAsync(TestCluster cluster, TestNode a)
    {
        var b = await TestNode.StartAsync("b", cluster.Transport("b"), TestNode.Options with { Port = Port });
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var (plain, pinned) = (a.Ref<Number>(b, "adder"), a.Pinned<Number>(b, "adder"));
        var ended = ActorSystem.WhenTerminated(plain);
        await b.DisposeAsync();
        await ended.WaitAsync(TestNode.Patience);
        return (plain, pinned);
    }

    private static Inbox<LinkEvent> Record(TestNode node)
    {
        var events = new Inbox<LinkEvent>();
        node.System.Events.Subscribe<LinkEvent>(change =>
        {
            if (change is not LinkConnected) events.Add(change); // the one of the session there is may be late
        });
        return events;
    }

    private static (ActorRef<Number> Watcher, Inbox<ActorRef> Signals) SpawnWatcher(TestNode node, params ActorRef[] targets)
    {
        var signals = new Inbox<ActorRef>();
        var watcher = node.System.Spawn(Props.FromBehavior(Behavior.Setup<Number>(context =>
        {
            foreach (var target in targets) context.Watch(target);
            return Behavior.Receive<Number>(static (context, number) =>
            {
                context.Reply(number);
                return Behavior.Same<Number>();
            }).OnSignal((_, signal) =>
            {
                if (signal is Terminated terminated) signals.Add(terminated.Actor);
                return Behavior.Same<Number>();
            });
        })), "watcher");
        return (watcher, signals);
    }
}
