namespace Actors.Core.Tests;

/// <summary>Pools whose life is not a straight one: spawned, restarted, shrunk and poisoned at awkward moments.</summary>
public sealed class PoolLifeTests
{
    [Fact]
    public void RouteeThatFails_WhileThePoolIsSpawned_IsReplaced_AndPoisonEndsThePool()
    {
        // Seen to fail when the router's first turn alone watches: it comes while there is no routee yet.
        using var stage = new Stage();
        bool first = true;
        var between = new RunsWhatIsDue(stage);
        var router = stage.System.Spawn(
            Router.Pool(3, Props.FromFactory(() =>
            {
                if (!first) return Behavior.Empty<int>();
                first = false;
                throw new Boom();
            }).WithDispatcher(between)),
            "pool");
        between.IsOver = true;
        Assert.False(first);
        stage.Run();
        Assert.Equal(3, Router.Routees(router).Count);
        Assert.All(Router.Routees(router), routee => Assert.True(routee.IsAlive));
        ActorSystem.Poison(router);
        stage.Run();
        Assert.False(router.IsAlive);
    }

    [Fact]
    public void Resize_WhileThePoolRestarts_HoldsFromTheRestartOn()
    {
        // Seen to fail when the resize spawns at once: the restart waits for children that nobody stops.
        using var play = new RestartPlay();
        var resized = Router.Resize(play.Router, 4);
        play.EndRestart();
        Assert.True(resized.IsCompletedSuccessfully);
        Assert.Equal(4, Router.Routees(play.Router).Count);
        Assert.All(Router.Routees(play.Router), routee => Assert.True(routee.IsAlive));
    }

    [Fact]
    public void Poison_WhileThePoolRestarts_StopsIt()
    {
        // Seen to fail when a restart fills the pool again, whatever has been asked of it.
        using var play = new RestartPlay();
        ActorSystem.Poison(play.Router);
        play.EndRestart();
        Assert.False(play.Router.IsAlive);
    }

    [Fact]
    public void Poison_AfterThePoolShrank_LetsTheLeavingHandleWhatTheyHave()
    {
        // Seen to fail when the pool ends with the last of those it still chooses.
        using var stage = new Stage();
        var release = new TaskCompletionSource();
        int handled = 0;
        var router = stage.System.Spawn(
            Router.Pool(2, Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, _) =>
            {
                if (context.Path.Name.StartsWith("1-", StringComparison.Ordinal)) await release.Task;
                handled++;
                return Behavior.Same<int>();
            }))),
            "pool");
        for (int i = 0; i < 6; i++) router.Tell(i);
        stage.Run();
        _ = Router.Resize(router, 1);
        stage.Run();
        ActorSystem.Poison(router);
        stage.Run();
        Assert.Equal(3, handled);
        Assert.True(router.IsAlive);
        release.SetResult();
        stage.Run();
        Assert.Equal(6, handled);
        Assert.False(router.IsAlive);
        Assert.Empty(stage.DeadLetters.Captured());
    }

    [Fact]
    public void SmallestMailbox_WithARouteeThatHasStopped_ChoosesOthers()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        ActorRef<int>[] members = [stage.SpawnCollector<int>("a", []), stage.SpawnCollector("b", seen)];
        ActorSystem.Stop(members[0]);
        stage.Run();
        var router = stage.System.Spawn(Router.Group(members, Routing.SmallestMailbox<int>()), "group");
        for (int i = 0; i < 10; i++) router.Tell(i);
        stage.Run();
        Assert.Equal(Enumerable.Range(0, 10), seen);
    }

    [Fact]
    public async Task Broadcast_WhenOneRefuses_TellsTheOthers_AndThenTheTeller()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var full = stage.System.Spawn(Props.FromBehavior(Stage.Collect(new List<int>())).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.Fail)), "full");
        full.Tell(0);
        var router = stage.System.Spawn(Router.Group([full, stage.SpawnCollector("other", seen)], Routing.Broadcast<int>()), "group");
        Assert.Throws<MailboxFullException>(() => router.Tell(1));
        await Assert.ThrowsAsync<MailboxFullException>(async () => await router.TellAsync(2));
        stage.Run();
        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public async Task Broadcast_TellAsync_WhenOneWaitsForRoom_TellsTheOthersAtOnce()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var slow = stage.System.Spawn(Props.FromBehavior(Stage.Collect(new List<int>())).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.Backpressure)), "slow");
        await slow.TellAsync(0);
        var other = stage.SpawnCollector("other", seen);
        var router = stage.System.Spawn(Router.Group([slow, other], Routing.Broadcast<int>()), "group");
        var told = router.TellAsync(1).AsTask();
        Assert.False(told.IsCompleted);
        Assert.Equal(1, other.MailboxDepth);
        stage.Run();
        await told;
        Assert.Equal([1], seen);
    }

    [Fact]
    public void Router_WithInterceptorsOrAReceiveTimeout_IsRefused()
    {
        using var stage = new Stage();
        var plain = Router.Pool(1, Props.FromBehavior(Behavior.Empty<int>()));
        Assert.Throws<InvalidOperationException>(() => stage.System.Spawn(plain.WithReceiveTimeout(TimeSpan.FromSeconds(1)), "a"));
        Assert.Throws<InvalidOperationException>(() => stage.System.Spawn(plain.WithReceiveInterceptor((_, message, next) => next(message)), "b"));
    }

    /// <summary>A pool of two in the middle of a restart, which waits for its routees' hooks.</summary>
    private sealed class RestartPlay : IDisposable
    {
        private readonly Stage _stage = new();
        private readonly TaskCompletionSource _release = new();

        internal RestartPlay()
        {
            _stage.Spawn(Behavior.Setup<int>(context =>
            {
                context.Spawn(Actors.Router.Pool(2, Props.FromActor(() => new Slow(_release.Task))).WithSupervision(SupervisionStrategy.Always(Directive.Escalate)), "pool");
                return Behavior.Empty<int>();
            }), "parent", SupervisionStrategy.Always(Directive.Restart));
            _stage.Run();
            Router = _stage.System.Resolve<int>("/user/parent/pool");
            Router.Tell(1);
            _stage.Run();
        }

        internal ActorRef<int> Router { get; }

        internal void EndRestart()
        {
            _stage.Run();
            _release.SetResult();
            _stage.Run();
        }

        public void Dispose() => _stage.Dispose();
    }

    private sealed class Slow(Task release) : AbstractActor<int>
    {
        protected override void OnReceive(int message) => throw new Boom();

        protected override Task OnPostStopAsync() => release;
    }

    /// <summary>Runs turns between the spawns, as other threads may.</summary>
    private sealed class RunsWhatIsDue(Stage stage) : Dispatcher
    {
        internal bool IsOver { private get; set; }

        internal override Dispatcher ForActor(ActorSystem system)
        {
            if (!IsOver) stage.Run();
            return stage.Dispatcher;
        }

        internal override void Schedule(Runnable runnable) => stage.Dispatcher.Schedule(runnable);

        internal override void ScheduleLast(Runnable runnable) => stage.Dispatcher.ScheduleLast(runnable);
    }
}
