using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Watching;

public sealed class StaleWatchTests
{
    /// <summary>
    /// A watch that the last life's session brought is handled after the lane has begun anew: the next life, which may watch the same
    /// path, is not told of an end. Seen to fail while Report sent to whichever life there was.
    /// </summary>
    [Fact]
    public async Task Add_OfALifeThatIsOver_ReportsNothingToTheNext()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        var session = peer.Session!;
        peer.Control.Detach(session); // nothing is sent or acknowledged from here on
        peer.Control.Reset(ulong.MaxValue);
        peer.Watchers.Add(ActorPath.FromString("/user/nobody"), 0, session);
        Assert.Equal(0, peer.Control.Unacknowledged);
        session.Lane = peer.Control.Count; // as one of the next life's would be
        peer.Watchers.Add(ActorPath.FromString("/user/nobody"), 0, session);
        Assert.Equal(1, peer.Control.Unacknowledged);
    }

    /// <summary>
    /// The end of an actor is on its way, and another name of its path begins to be watched, where another actor lives by then: that is
    /// not told of the end, and is of its own. Seen to fail while the names of a place shared one number.
    /// </summary>
    [Fact]
    public async Task Watch_OfAnotherNameBegunWhileTheEndIsOnItsWay_IsToldOfItsOwnEndOnly()
    {
        await using var cluster = new TestCluster();
        var patient = TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) };
        var (a, b) = (await cluster.StartAsync("a", patient), await cluster.StartAsync("b", patient));
        var first = b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var pinned = ActorSystem.WhenTerminated(a.Pinned<Number>(b, "adder"));
        await WatchersAsync(1);
        cluster.Network.Stall("b", "a");
        ActorSystem.Stop(first);
        await ActorSystem.WhenTerminated(first).WaitAsync(TestNode.Patience);
        await WatchersAsync(0);
        var second = b.SpawnAdder();
        var any = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        await WatchersAsync(1);
        cluster.Network.Resume("b", "a");
        await pinned.WaitAsync(TestNode.Patience);
        Assert.Equal(3, await a.AddAsync(b, 2));
        Assert.False(any.IsCompleted);
        ActorSystem.Stop(second);
        await any.WaitAsync(TestNode.Patience);

        Task WatchersAsync(int count) => StaleWatchTests.WatchersAsync(a, b, count);
    }

    /// <summary>
    /// An actor that lives is watched under another name too: its end is told to both, with the last one's number. Fails when the
    /// watched side keeps the first one's.
    /// </summary>
    [Fact]
    public async Task Watch_UnderASecondName_IsToldWithTheFirst()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var adder = b.SpawnAdder();
        b.SpawnAdder("marker");
        Assert.Equal(2, await a.AddAsync(b, 1));
        var pinned = ActorSystem.WhenTerminated(a.Pinned<Number>(b, "adder"));
        await WatchersAsync(a, b, 1);
        var any = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        _ = ActorSystem.WhenTerminated(a.Ref<Number>(b, "marker"));
        await WatchersAsync(a, b, 2); // behind the second name's
        ActorSystem.Stop(adder);
        await Task.WhenAll(pinned, any).WaitAsync(TestNode.Patience);
    }

    /// <summary>
    /// A watch comes when the actor that another name of the path was watched for has ended, and its end has not been told yet: it is told
    /// with that one's number, and the watch is of the actor that is there now. Seen to fail while such a watch was taken for the other one's.
    /// </summary>
    [Fact]
    public async Task Add_WhileTheActorBeforeIsEnding_WatchesTheOneThatIsThere()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder("other");
        Assert.Equal(2, await a.AddAsync(b, 1, "other"));
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        var session = peer.Session!;
        var path = ActorPath.FromString("/user/adder");
        var hook = new UnwatchHook(() =>
        {
            b.SpawnAdder(); // the name is free by now, and no watcher has been told
            peer.Watchers.Add(path, 0, session, number: 2);
        });
        var first = b.Spawn<Number>("adder", (context, number) =>
        {
            context.Watch(hook);
            context.Reply(number);
            return Behavior.Same<Number>();
        });
        await first.Ask<Number, Number>(new Number(1), TestNode.Patience);
        peer.Control.Detach(session); // what is told of ends stays here
        peer.Watchers.Add(path, 0, session, number: 1);
        ActorSystem.Stop(first);
        await ActorSystem.WhenTerminated(first).WaitAsync(TestNode.Patience);
        Assert.Equal(1, peer.Watchers.Count);
        Assert.Equal(1, peer.Control.Unacknowledged);
    }

    /// <summary>
    /// The end of an actor is on its way while its watcher takes its watch back and watches the same path anew, where another actor lives
    /// by then: that is not the one that ended. Seen to fail while watches had no numbers.
    /// </summary>
    [Fact]
    public async Task Watch_TakenBackAndBegunAnew_IsNotToldOfTheFirstOnesEnd()
    {
        await using var cluster = new TestCluster();
        var patient = TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) };
        var (a, b) = (await cluster.StartAsync("a", patient), await cluster.StartAsync("b", patient));
        var first = b.SpawnAdder();
        b.SpawnAdder("last");
        Assert.Equal(2, await a.AddAsync(b, 1));
        var watched = a.Ref<Number>(b, "adder");
        var ends = new Inbox<ActorRef>();
        var watcher = a.System.Spawn(Props.FromBehavior(Behavior.Receive<Number>((context, number) =>
        {
            if (number.Value == 0) context.Unwatch(watched);
            context.Watch(watched);
            return Behavior.Same<Number>();
        }).OnSignal((_, signal) =>
        {
            if (signal is Terminated terminated) ends.Add(terminated.Actor);
            return Behavior.Same<Number>();
        })), "watcher");
        watcher.Tell(new Number(1));
        await WatchersAsync(1);
        cluster.Network.Stall("b", "a");
        ActorSystem.Stop(first);
        await ActorSystem.WhenTerminated(first).WaitAsync(TestNode.Patience);
        await WatchersAsync(0);
        b.SpawnAdder();
        watcher.Tell(new Number(0));
        await WatchersAsync(1);
        cluster.Network.Resume("b", "a");
        var last = a.Ref<Number>(b, "last");
        var lane = ActorSystem.WhenTerminated(last);
        ActorSystem.Stop(last);
        await lane.WaitAsync(TestNode.Patience); // on the same lane, behind the first one's end
        Assert.Equal(3, await a.AddAsync(b, 2));
        Assert.Equal(0, ends.Waiting);
        ActorSystem.Stop(watched);
        Assert.Equal(watched, await ends.NextAsync());

        Task WatchersAsync(int count) => StaleWatchTests.WatchersAsync(a, b, count);
    }

    private static async Task WatchersAsync(TestNode a, TestNode b, int count)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (b.Remote.TryGetPeer(a.Remote.Self)!.Watchers.Count != count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Whoever watches it takes that back as it stops, before its own watchers are told.</summary>
    private sealed class UnwatchHook(Action unwatched) : MarkerRef
    {
        internal override void SendSystem(SystemMessage message)
        {
            if (message is UnwatchMessage) unwatched();
        }
    }
}
