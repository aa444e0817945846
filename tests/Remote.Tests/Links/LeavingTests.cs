using Actors.Remote.Proto;
using Actors.Remote.Tests.Clients;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// A node that says goodbye takes no session any more, and who asks for one knows then what the goodbye would have told it. Nobody
/// gives up here within the patience of a test.
/// </summary>
/// <remarks>Seen to fail while such a session was accepted: asks and tells went to a node that was about to end, which cut the session without a goodbye.</remarks>
public sealed class LeavingTests
{
    private const int Port = 30_200;

    private static RemoteOptions Patient { get; } = TestNode.Options with { GiveUpAfter = Timeout.InfiniteTimeSpan };

    private static TimeSpan Long { get; } = TimeSpan.FromHours(1);

    /// <summary>Also by one that has met it before, and was cut off when it said goodbye.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dial_OfALeavingNode_EndsThatLifeForTheDialler(bool hasMet)
    {
        await using var cluster = new TestCluster();
        await using var leaving = await LeavingNode.StartAsync(cluster);
        var (a, b) = (await cluster.StartAsync("a", Patient), leaving.Node);
        b.SpawnAdder();
        var (plain, pinned) = (a.Ref<Number>(b, "adder"), a.Pinned<Number>(b, "adder"));
        var died = new Inbox<PeerDied>();
        a.System.Events.Subscribe<PeerDied>(died.Add);
        if (hasMet) Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Cut("a", "b");
        if (hasMet) await a.Log.WaitForAsync(2002);
        await leaving.BeginAsync();
        var letters = new Inbox<DeadLetter>();
        a.System.DeadLetters.Subscribe(letters.Add);
        plain.Tell(new Number(7));
        var asks = new[] { plain, pinned }.Select(target => target.Ask<Number, Number>(new Number(1), Long).AsTask()).ToArray();
        var ends = new[] { plain, pinned }.Select(ActorSystem.WhenTerminated).ToArray();
        int warnings = a.Log.Lines.Count(IsWarning);
        cluster.Network.Heal("a", "b");
        foreach (var ask in asks)
            Assert.Equal(DeadLetterReason.PeerDead, (await Assert.ThrowsAsync<DeadActorException>(() => ask).WaitAsync(TestNode.Patience)).Reason);
        await Task.WhenAll(ends).WaitAsync(TestNode.Patience);
        var letter = await letters.NextAsync();
        while (letter.Message is not Number { Value: 7 }) letter = await letters.NextAsync();
        Assert.Equal(DeadLetterReason.PeerDead, letter.Reason);
        Assert.Equal(b.Remote.Self, (await died.NextAsync()).Peer);
        await Assert.ThrowsAsync<DeadActorException>(() => plain.Ask<Number, Number>(new Number(2), Long).AsTask()).WaitAsync(TestNode.Patience); // tried once more
        Assert.Equal(0, died.Waiting);
        Assert.True(b.Remote.Counters.Refusals["Leaving"] >= 1);
        Assert.True(a.Remote.Counters.RefusalsByPeers["Leaving"] >= 1);
        if (hasMet) Assert.Equal(LinkState.Dead, Assert.Single(a.Remote.Peers).State);
        Assert.Equal(hasMet ? 1 : 0, a.Log.Count(2001));
        Assert.Equal(1, a.Log.Count(2018));
        Assert.DoesNotContain(a.Log.Lines.Where(IsWarning).Skip(warnings), static line => !line.Text.Contains("the network is cut", StringComparison.Ordinal));
        Assert.DoesNotContain(b.Log.Lines, line => IsWarning(line) && !line.Text.Contains("the network is cut", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dial_OfALeavingNode_ThenANewLifeAtTheAddress_IsServed()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        await using (var leaving = await LeavingNode.StartAsync(cluster, options: TestNode.Options with { Port = Port }))
        {
            await leaving.BeginAsync();
            await ActorSystem.WhenTerminated(a.Ref<Number>(leaving.Node, "adder")).WaitAsync(TestNode.Patience);
            using var patience = new CancellationTokenSource(TestNode.Patience);
            for (; Assert.Single(a.Remote.Peers).State == LinkState.Connecting; await Task.Yield()) patience.Token.ThrowIfCancellationRequested(); // what is told before that is over is refused with it
        }

        var next = await cluster.StartAsync("b", TestNode.Options with { Port = Port }, incarnation: 2);
        next.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(next, 1));
    }

    /// <summary>Membership decides how long its members are waited for, as after a goodbye.</summary>
    [Fact]
    public async Task Dial_OfALeavingMember_WhatIsForWhoeverLivesThere_WaitsForTheNextLife()
    {
        await using var cluster = new TestCluster();
        var transport = new ShakyTransport(cluster.Transport("a"), seed: 1);
        await using var a = await TestNode.StartAsync("a", transport, Patient);
        await using (var leaving = await LeavingNode.StartAsync(cluster, options: TestNode.Options with { Port = Port }))
        {
            await leaving.BeginAsync();
            var end = ActorSystem.WhenTerminated(a.Pinned<Number>(leaving.Node, "adder"));
            a.Remote.KeepConnected(leaving.Node.Remote.Self);
            await end.WaitAsync(TestNode.Patience);
            a.Ref<Number>(leaving.Node, "adder").Tell(new Number(7));
            using var patience = new CancellationTokenSource(TestNode.Patience);
            for (int seen = transport.Dialled; transport.Dialled < seen + 3; await Task.Yield()) patience.Token.ThrowIfCancellationRequested();
            Assert.Equal(1, Assert.Single(a.Remote.Peers).OutboundMessages);
            Assert.DoesNotContain(a.Log.Lines, IsWarning); // it is dialled again and again
        }

        var next = await cluster.StartAsync("b", TestNode.Options with { Port = Port }, incarnation: 2);
        next.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(next, 1));
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    /// <summary>The peer has agreed on a control stream, and its other streams come when the node leaves.</summary>
    [Fact]
    public async Task Begin_WithASessionHalfAgreedOn_ItIsToldAndEnds()
    {
        await using var cluster = new TestCluster();
        await using var leaving = await LeavingNode.StartAsync(cluster);
        await using var transport = cluster.Transport("raw");
        await using var control = await RawPeer.ConnectAsync(transport, leaving.Node);
        await using var data = await RawPeer.ConnectAsync(transport, leaving.Node);
        var hello = HelloOf(leaving.Node, StreamKind.Data);
        hello.Session = (await control.ShakeHandsAsync(HelloOf(leaving.Node, StreamKind.Control))).Session;
        await leaving.BeginAsync();
        Assert.NotNull((await control.ReadAsync()).Goodbye);
        await Assert.ThrowsAsync<LinkException>(control.ReadAsync); // the stream has ended
        Assert.Null(await data.ShakeHandsAsync(hello));
        await control.EndAsync();
        await data.EndAsync();
        await leaving.EndAsync();
        Assert.Null(leaving.Node.Remote.TryGetPeer(NodeAddress.Parse("other@127.0.0.1:10"))!.Session);
    }

    /// <summary>The dialler has read the last Welcome, and uses the session; the node that wrote it leaves before it does.</summary>
    [Fact]
    public async Task Begin_BeforeASessionBeginsHere_ThePeerHearsAGoodbye()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        var time = new VirtualTime();
        var transport = new LateWelcomes(cluster.Transport("b", time), streams: 3);
        await using var b = await TestNode.StartAsync("b", transport, TestNode.Options, time);
        b.SpawnAdder();
        var ask = a.Ref<Number>(b, "adder").Ask<Number, Number>(new Number(1), Long).AsTask();
        await transport.EndAsync(0);
        await transport.AllWritten.WaitAsync(TestNode.Patience);
        await a.Log.WaitForAsync(2001);
        await a.Remote.TryGetPeer(b.Remote.Self)!.Outbound.FlushAsync().WaitAsync(TestNode.Patience); // the ask is on its way
        Assert.Null(b.Remote.TryGetPeer(a.Remote.Self)!.Session); // not yet
        var left = b.Remote.DisposeAsync().AsTask();
        Assert.Equal(DeadLetterReason.PeerDead, (await Assert.ThrowsAsync<DeadActorException>(() => ask).WaitAsync(TestNode.Patience)).Reason);
        await transport.EndAsync(1);
        await transport.EndAsync(2);
        await left.WaitAsync(TestNode.Patience);
        Assert.Contains("goodbye", await a.Log.WaitForAsync(2010), StringComparison.Ordinal);
        Assert.DoesNotContain(a.Log.Lines, IsWarning);
        Assert.Equal(0, b.Log.Count(2001));
    }

    [Fact]
    public async Task Begin_WithADialUnderWay_CallsItOff()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        HeldDials? dials = null;
        await using var leaving = await LeavingNode.StartAsync(cluster, over: inner => dials = new HeldDials(inner));
        var letter = leaving.Node.NextDeadLetter(DeadLetterReason.ShuttingDown);
        leaving.Node.Ref<Number>(a, "adder").Tell(new Number(7));
        await dials!.Begun.WaitAsync(TestNode.Patience);
        await leaving.BeginAsync();
        await dials.Cancelled.WaitAsync(TestNode.Patience);
        await leaving.EndAsync();
        Assert.Equal(new Number(7), (await letter).Message);
        Assert.Empty(a.Remote.Peers);
    }

    /// <summary>Fails when the gateway goes on only after PingTimeout, which is ten minutes here.</summary>
    [Fact]
    public async Task Dial_OfALeavingNodeByAClient_GoesToTheNextAddress()
    {
        await using var cluster = new TestCluster();
        await using var leaving = await LeavingNode.StartAsync(cluster);
        var other = await cluster.StartAsync("c");
        foreach (var node in new[] { leaving.Node, other }) node.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, leaving.Node, other);
        Assert.Equal(2, await client.AddAsync(1));
        var watched = ActorSystem.WhenTerminated(client.Ref<Number>("adder")); // without, a session that ends within ReconnectMin has it go on to the next address
        cluster.Network.Cut("client", "b");
        await client.Log.WaitForAsync(2002);
        await leaving.BeginAsync();
        cluster.Network.Heal("client", "b");
        await watched.WaitAsync(TestNode.Patience);
        Assert.Equal(2, await client.AddAnyhowAsync(1));
        Assert.Equal(other.Remote.Self, client.Client.ConnectedTo);
        await using var late = await TestClient.ConnectAsync(cluster.Transport("late"), TestNode.Options, [TestClient.AddressOf(leaving.Node), TestClient.AddressOf(other)]);
        Assert.Equal(other.Remote.Self, late.Client.ConnectedTo);
    }

    /// <summary>
    /// Anybody at an address could say so who cannot show that it is the node. And a reason from a later version: a node that does
    /// not know it tries on, as after any refusal.
    /// </summary>
    [Theory]
    [InlineData(false, (int)RejectReason.Leaving)]
    [InlineData(true, 99)]
    public async Task Dial_RefusedByAStrangerOrForAnUnknownReason_IsTriedAgain(bool isNode, int reason)
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", Patient);
        await using var stranger = cluster.Transport("stranger");
        await stranger.ListenAsync("127.0.0.1", Port, async stream =>
        {
            var frames = new HandshakeStream(stream);
            var hello = (await frames.ReadAsync(default)).Hello;
            if (isNode) await frames.WriteAsync(RawAcceptor.ChallengeOf(hello, "b", Port), default);
            if (isNode) await frames.ReadAsync(default);
            await frames.WriteAsync(new Frame { Reject = new Reject { Reason = (RejectReason)reason, Detail = "so it says" } }, default);
        }, default);
        var watched = ActorSystem.WhenTerminated(a.System.Resolve<Number>($"actors://b@127.0.0.1:{Port}/user/adder"));
        Assert.Contains("so it says", await a.Log.WaitForAsync(2003), StringComparison.Ordinal);
        await stranger.DisposeAsync();
        var b = await cluster.StartAsync("b", TestNode.Options with { Port = Port });
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.Equal(0, a.Log.Count(2005) + a.Log.Count(2018));
    }

    /// <summary>Both dial, in orders that a seed changes, while one leaves: all that was asked ends, and no link is left.</summary>
    [Fact]
    public async Task Leave_WhileBothDial_NothingIsLeft()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            await using var cluster = new TestCluster();
            var time = new VirtualTime(); // the goodbye may take longer than a second
            var transports = new[] { cluster.Transport("a"), cluster.Transport("b", time) };
            var options = TestNode.Options with { GiveUpAfter = TimeSpan.FromMilliseconds(100) };
            await using var a = await TestNode.StartAsync("a", new ShakyTransport(transports[0], seed), options);
            await using var b = await TestNode.StartAsync("b", new ShakyTransport(transports[1], seed + 1000), options, time);
            foreach (var node in new[] { a, b }) node.SpawnAdder();
            var asks = new[] { (a, b), (b, a) }.Select(pair => pair.Item1.Ref<Number>(pair.Item2, "adder").Ask<Number, Number>(new Number(1), Long).AsTask()).ToArray();
            var random = new Random(seed);
            for (int i = random.Next(300); i > 0; i--) await Task.Yield();
            await b.Remote.DisposeAsync().AsTask().WaitAsync(TestNode.Patience);
            foreach (var ask in asks)
            {
                if (await Task.WhenAny(ask).WaitAsync(TestNode.Patience) is { IsFaulted: true } failed) Assert.IsType<DeadActorException>(failed.Exception!.InnerException);
            }

            await a.DisposeAsync();
            using var patience = new CancellationTokenSource(TestNode.Patience);
            while (transports.Any(static transport => transport.Links.Count > 0) && !patience.IsCancellationRequested) await Task.Yield(); // the last to be released
            Assert.Equal((0, 0), (transports[0].Links.Count, transports[1].Links.Count));
        }
    }

    private static bool IsWarning((LogLevel Level, int Id, string Text) line) => line is { Level: >= LogLevel.Warning, Id: >= 2000 and < 2100 };

    private static Hello HelloOf(TestNode node, StreamKind kind)
    {
        var hello = RawPeer.HelloOf(node, kind);
        (hello.Node.System, hello.Node.Port) = ("other", 10);
        return hello;
    }
}
