using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Watching;

public class RemoteWatchTests
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    /// <summary>While each Terminated looked through all watches, this took minutes, on the thread that reads the peer's control stream.</summary>
    [Fact]
    public async Task Terminated_OfManyWatches_AreEachFoundAtOnce()
    {
        await using var cluster = NewCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { MaxPendingControl = 1_000_000, GiveUpAfter = Timeout.InfiniteTimeSpan });
        var peer = a.Remote.TryGetPeer(NodeAddress.Parse("b@127.0.0.1:9"))!;
        var watcher = a.SpawnAdder();
        const int count = 20_000;
        for (int i = 0; i < count; i++)
        {
            var path = ActorPath.FromString($"/user/x{i}");
            foreach (ulong life in new ulong[] { 0, 1 }) peer.Watches.Add(peer.Target(path, 0, life), a.System.Resolve<Number>("/user/x"), watcher);
        }

        Assert.Equal(2 * count, peer.Watches.Count);
        for (int i = count - 1; i >= 0; i--)
        {
            peer.Watches.OnTerminated(ActorPath.FromString($"/user/nobody{i}"), 0, ulong.MaxValue);
            peer.Watches.OnTerminated(ActorPath.FromString($"/user/x{i}"), 5, ulong.MaxValue);
            Assert.Equal(2 * (i + 1), peer.Watches.Count);
            peer.Watches.OnTerminated(ActorPath.FromString($"/user/x{i}"), 0, ulong.MaxValue);
        }

        Assert.Equal(0, peer.Watches.Count);
    }

    [Fact]
    public async Task Watch_ActorThereStops_TerminatedOnce()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var watched = a.Ref<Number>(b, "adder");
        var (watcher, signals) = SpawnWatcher(a, watched, watched);
        Assert.Equal(1, await AddOneAsync(a, watcher));
        ActorSystem.Stop(watched);
        Assert.Equal(watched, await signals.NextAsync());
        await a.Ref<Number>(b, "adder2").Ask<Number, Number>(new Number(1), TestNode.Patience).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        await AddOneAsync(a, watcher);
        Assert.Equal(0, signals.Waiting);
        Assert.Equal(0, b.Remote.TryGetPeer(a.Remote.Self)!.Watchers.Count);
    }

    [Fact]
    public async Task Watch_ActorThatIsGoneAlready_TerminatedAtOnce()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        await ActorSystem.WhenTerminated(a.Ref<Number>(b, "nobody")).WaitAsync(TestNode.Patience);
    }

    [Fact]
    public async Task Unwatch_ActorThereStops_NothingIsTold()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var watched = a.Ref<Number>(b, "adder");
        var signals = new Inbox<ActorRef>();
        var watcher = a.System.Spawn(Props.FromBehavior(Behavior.Receive<Number>((context, number) =>
        {
            if (number.Value == 0) context.Watch(watched);
            else context.Unwatch(watched);
            context.Reply(number);
            return Behavior.Same<Number>();
        }).OnSignal((_, signal) =>
        {
            if (signal is Terminated terminated) signals.Add(terminated.Actor);
            return Behavior.Same<Number>();
        })), "watcher");
        await watcher.Ask<Number, Number>(new Number(0), TestNode.Patience);
        Assert.Equal(2, await a.AddAsync(b, 1)); // connected
        await watcher.Ask<Number, Number>(new Number(1), TestNode.Patience);
        var other = ActorSystem.WhenTerminated(watched);
        ActorSystem.Stop(watched);
        await other.WaitAsync(TestNode.Patience);
        await watcher.Ask<Number, Number>(new Number(1), TestNode.Patience);
        Assert.Equal(0, signals.Waiting);
    }

    /// <summary>
    /// A ref that names the node's life and one that does not lead to one actor, and to the peer are one watch. Fails when
    /// RemoteWatches.Remove takes the peer's watch back while the other name is watched still: Terminated never comes.
    /// </summary>
    [Fact]
    public async Task Unwatch_OneOfTwoNamesOfAnActor_TheOtherIsStillTold()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var (plain, pinned) = (a.Ref<Number>(b, "adder"), a.Pinned<Number>(b, "adder"));
        var signals = new Inbox<ActorRef>();
        var watcher = a.System.Spawn(Props.FromBehavior(Behavior.Receive<Number>((context, number) =>
        {
            context.Watch(pinned);
            context.Watch(plain);
            context.Unwatch(plain);
            context.Reply(number);
            return Behavior.Same<Number>();
        }).OnSignal((_, signal) =>
        {
            if (signal is Terminated terminated) signals.Add(terminated.Actor);
            return Behavior.Same<Number>();
        })), "watcher");
        await watcher.Ask<Number, Number>(new Number(0), TestNode.Patience);
        ActorSystem.Stop(pinned); // behind the watches, on the same lane
        Assert.Equal(pinned, await signals.NextAsync());
        Assert.Equal(0, a.Remote.TryGetPeer(b.Remote.Self)!.Watches.Count);
    }

    /// <summary>The link is cut and stays cut: after GiveUpAfter the peer's actors count as gone.</summary>
    [Fact]
    public async Task Watch_PeerUnreachableForTooLong_Terminated()
    {
        var time = new VirtualTime();
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Patient, time), await cluster.StartAsync("b", Patient));
        b.SpawnAdder();
        var terminated = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Cut("a", "b");
        await a.Log.WaitForAsync(2002);
        Assert.False(terminated.IsCompleted);
        while (!terminated.IsCompleted)
        {
            time.AdvanceBy(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Contains("1.00:00:00", await a.Log.WaitForAsync(2004), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_PeerStartsAgainAtItsAddress_TerminatedAndTheNewLifeServes()
    {
        await using var cluster = NewCluster();
        var a = await cluster.StartAsync("a");
        var options = TestNode.Options with { Port = 30_000 };
        var first = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: 1);
        first.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(first, 1));
        var terminated = ActorSystem.WhenTerminated(a.Ref<Number>(first, "adder"));
        cluster.Network.Cut("a", "b"); // it dies without a word
        await first.DisposeAsync();
        Assert.False(terminated.IsCompleted);
        cluster.Network.Heal("a", "b");
        await using var second = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: 2);
        second.SpawnAdder();
        await terminated.WaitAsync(TestNode.Patience);
        Assert.Equal(3, await a.AddAsync(second, 2));
    }

    [Fact]
    public async Task DeclareDead_EndsWatchesAsksAndTells()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnInbox<Number>("silent");
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var silent = a.Pinned<Number>(b, "silent");
        var terminated = ActorSystem.WhenTerminated(silent);
        var ask = a.AddAsync(b, 1, "silent");
        var another = b.AddAsync(b, 1); // local: a barrier that takes some time
        await another;
        Assert.Equal(2, await a.AddAsync(b, 1)); // the ask before it has been written
        a.Remote.DeclareDead(b.Remote.Self, "the test says so");
        await terminated.WaitAsync(TestNode.Patience);
        var error = await Assert.ThrowsAsync<DeadActorException>(() => ask);
        Assert.Equal(DeadLetterReason.PeerDead, error.Reason);
        Assert.False(silent.IsAlive);
        var letter = a.NextDeadLetter(DeadLetterReason.PeerDead);
        silent.Tell(new Number(5));
        Assert.Equal(new Number(5), (await letter).Message);
    }

    private static RemoteOptions Patient { get; } = TestNode.Options with
    {
        GiveUpAfter = TimeSpan.FromDays(1),
        PingInterval = TimeSpan.FromDays(2),
        PingTimeout = TimeSpan.FromDays(3),
        HandshakeTimeout = TimeSpan.FromDays(1),
        ReconnectMin = TimeSpan.FromHours(1),
        ReconnectMax = TimeSpan.FromHours(6),
    };

    private static async Task<long> AddOneAsync(TestNode node, ActorRef<Number> actor)
    {
        Assert.NotNull(node);
        return (await actor.Ask<Number, Number>(new Number(0), TestNode.Patience)).Value;
    }

    private static (ActorRef<Number> Watcher, Inbox<ActorRef> Signals) SpawnWatcher(TestNode node, params ActorRef[] targets)
    {
        var signals = new Inbox<ActorRef>();
        var watcher = node.System.Spawn(Props.FromBehavior(Behavior.Setup<Number>(context =>
        {
            foreach (var target in targets) context.Watch(target);
            return Behavior.Receive<Number>(static (context, number) =>
            {
                context.Reply(new Number(number.Value + 1));
                return Behavior.Same<Number>();
            }).OnSignal((_, signal) =>
            {
                if (signal is Terminated terminated) signals.Add(terminated.Actor);
                return Behavior.Same<Number>();
            });
        })), "watcher");
        return (watcher, signals);
    }

    /// <summary>
    /// A node that has been disposed hears nothing any more: who watches or asks through it is told, also where its system goes on. Seen
    /// to fail while only what came later was: they waited for ever, and for the ask's timeout.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisposeAsync_OfTheNodeOrClient_EndsWatchesAndAsks(bool asClient)
    {
        await using var cluster = new TestCluster();
        var b = await cluster.StartAsync("b");
        var inbox = b.SpawnInbox<Number>("inbox");
        await using var system = ActorSystem.Create("here");
        IAsyncDisposable remote = asClient
            ? await RemoteClient.ConnectAsync(system, [$"{b.Remote.Self.Host}:{b.Remote.Self.Port}"], TestNode.Options, cluster.Transport("client"), default)
            : await RemoteNode.StartAsync(system, TestNode.Options, cluster.Transport("here"), null, default);
        var target = system.Resolve<Number>(b.AddressOf("inbox"));
        var ended = ActorSystem.WhenTerminated(target);
        var asked = target.Ask<Number, Number>(new Number(1), TimeSpan.FromHours(1)).AsTask();
        await inbox.NextAsync();
        await remote.DisposeAsync();
        await ended.WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeadActorException>(() => asked).WaitAsync(TestNode.Patience);
        await ActorSystem.WhenTerminated(target).WaitAsync(TestNode.Patience);
    }
}
