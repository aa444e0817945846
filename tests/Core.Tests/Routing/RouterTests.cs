namespace Actors.Core.Tests;

/// <summary>Pools, groups, and how they choose.</summary>
public sealed class RouterTests
{
    private sealed record Job(string Key, int Number = 0);

    [Fact]
    public void RoundRobin_TellsOneAfterTheOther()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        for (int i = 0; i < 9; i++) play.Router.Tell(new Job("", i));
        play.Stage.Run();
        Assert.All(play.Seen.Values, numbers => Assert.Equal(3, numbers.Count));
        Assert.All(play.Seen.Values, numbers => Assert.Equal([3, 3], numbers.Zip(numbers.Skip(1), (a, b) => b - a)));
    }

    [Fact]
    public void Random_TellsEachSome_AndTheSameSeedTellsTheSame()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using var play = new Play(Routing.Random<Job>());
            for (int i = 0; i < 300; i++) play.Router.Tell(new Job("", i));
            play.Stage.Run();
            Assert.All(play.Seen.Values, numbers => Assert.InRange(numbers.Count, 50, 150));
            return string.Join(';', play.Seen.OrderBy(pair => pair.Key).Select(pair => string.Join(',', pair.Value)));
        })];
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void Broadcast_TellsAll()
    {
        using var play = new Play(Routing.Broadcast<Job>());
        for (int i = 0; i < 5; i++) play.Router.Tell(new Job("", i));
        play.Stage.Run();
        Assert.Equal(3, play.Seen.Count);
        Assert.All(play.Seen.Values, numbers => Assert.Equal([0, 1, 2, 3, 4], numbers));
    }

    [Fact]
    public void ConsistentHash_TellsTheSameOneTheSameKey()
    {
        using var play = new Play(Routing.ConsistentHash<Job>(job => job.Key));
        for (int i = 0; i < 300; i++) play.Router.Tell(new Job($"key {i % 100}", i % 100));
        play.Stage.Run();
        Assert.Equal(3, play.Seen.Count);
        Assert.Equal(300, play.Seen.Values.Sum(numbers => numbers.Count));
        Assert.All(play.Seen.Values, numbers => Assert.All(numbers.CountBy(number => number), pair => Assert.Equal(3, pair.Value)));
    }

    [Fact]
    public void ConsistentHash_WithoutAKey_SaysSoToTheTeller()
    {
        using var play = new Play(Routing.ConsistentHash<Job>(_ => null!));
        Assert.Contains("key function", Assert.Throws<InvalidOperationException>(() => play.Router.Tell(new Job("x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SmallestMailbox_AvoidsWhoIsBusy()
    {
        using var play = new Play(Routing.SmallestMailbox<Job>());
        for (int i = 0; i < 100; i++) Router.Routees(play.Router)[1].Tell(new Job("", -1));
        for (int i = 0; i < 60; i++) play.Router.Tell(new Job("", i));
        Assert.Equal([30L, 100L, 30L], Router.Routees(play.Router).Select(routee => routee.MailboxDepth!.Value));
        play.Stage.Run();
    }

    [Fact]
    public void Tell_BeforeTheFirstTurn_ReachesARouteeAndCostsTheRouterNoTurn()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        play.Router.Tell(new Job("", 1));
        Assert.Equal(0, play.Router.MailboxDepth);
        Assert.Equal(1, Router.Routees(play.Router).Sum(routee => routee.MailboxDepth));
        play.Stage.Run();
        Assert.Empty(play.Stage.DeadLetters.Captured());
    }

    [Fact]
    public void Tell_WhileTheRouterStarts_OvertakesNothing()
    {
        // Seen to fail when the first messages wait in the router's mailbox until it has started.
        using var stage = new Stage();
        var seen = new List<int>();
        var router = stage.System.Spawn(Router.Pool(1, Props.FromBehavior(Stage.Collect(seen))), "pool");
        for (int i = 0; i < 1_000; i++)
        {
            if (i > Cell<int>.TurnMessages + 10) stage.Dispatcher.RunOne();
            router.Tell(i);
        }

        stage.Run();
        Assert.Equal(Enumerable.Range(0, 1_000), seen);
    }

    [Fact]
    public void Pool_ResizedUpAndDown_KeepsWhatIsQueued()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        for (int i = 0; i < 30; i++) play.Router.Tell(new Job("", i));
        var smaller = Router.Resize(play.Router, 1);
        play.Stage.Run();
        Assert.True(smaller.IsCompletedSuccessfully);
        Assert.Single(Router.Routees(play.Router));
        Assert.Equal(30, play.Seen.Values.Sum(numbers => numbers.Count));
        var larger = Router.Resize(play.Router, 10);
        play.Stage.Run();
        Assert.True(larger.IsCompletedSuccessfully);
        Assert.Equal(10, Router.Routees(play.Router).Distinct().Count());
        Assert.All(Router.Routees(play.Router), routee => Assert.True(routee.IsAlive));
        Assert.Empty(play.Stage.DeadLetters.Captured());
    }

    [Fact]
    public void Pool_RouteeThatStops_IsReplaced_AndItsKeysGoToTheSuccessor()
    {
        using var play = new Play(Routing.ConsistentHash<Job>(job => job.Key));
        play.Stage.Run();
        var before = Router.Routees(play.Router);
        ActorSystem.Stop(before[1]);
        play.Stage.Run();
        var after = Router.Routees(play.Router);
        Assert.Equal([before[0], before[2]], before.Intersect(after));
        Assert.Equal(3, after.Count);
        Assert.True(after[1].IsAlive);
        for (int i = 0; i < 200; i++) play.Router.Tell(new Job($"{i}", i));
        play.Stage.Run();
        Assert.Equal(200, play.Seen.Values.Sum(numbers => numbers.Count));
    }

    [Fact]
    public void Pool_RouteeThatFails_IsSupervisedByTheRoutersStrategy()
    {
        using var stage = new Stage();
        int instances = 0;
        var router = stage.System.Spawn(
            Router.Pool(2, Props.FromFactory(() =>
            {
                instances++;
                return Behavior.Receive<int>((_, _) => throw new Boom());
            })).WithSupervision(SupervisionStrategy.Always(Directive.Restart)),
            "pool");
        var routees = Router.Routees(router);
        router.Tell(1);
        stage.Run();
        Assert.Equal(3, instances);
        Assert.Equal(routees, Router.Routees(router));
    }

    [Fact]
    public void Pool_RouteesThatNeverStart_AreGivenUpAtTheLimit_AndThePoolEnds()
    {
        using var stage = new Stage();
        int tries = 0;
        var router = stage.System.Spawn(Router.Pool(3, Props.FromFactory<int>(() =>
        {
            tries++;
            throw new Boom();
        })), "pool");
        stage.Run();
        Assert.False(router.IsAlive);
        Assert.Equal(3 + 10, tries);
        Assert.Equal(3, stage.Log.TextsOf(1030).Length);
    }

    [Fact]
    public void Pool_Poisoned_HandlesWhatIsQueuedAndEnds()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        for (int i = 0; i < 30; i++) play.Router.Tell(new Job("", i));
        var ended = ActorSystem.WhenTerminated(play.Router);
        ActorSystem.Poison(play.Router);
        play.Stage.Run();
        Assert.True(ended.IsCompletedSuccessfully);
        Assert.Equal(30, play.Seen.Values.Sum(numbers => numbers.Count));
        var late = Router.Resize(play.Router, 2);
        play.Stage.Run();
        Assert.IsType<InvalidOperationException>(late.Exception!.InnerException);
    }

    [Fact]
    public void Pool_Restarted_HasFreshRoutees()
    {
        using var stage = new Stage();
        var failing = SupervisionStrategy.Always(Directive.Escalate);
        var parent = stage.Spawn(Behavior.Setup<int>(context =>
        {
            context.Spawn(Router.Pool(2, Props.FromBehavior(Behavior.Receive<int>((_, _) => throw new Boom()))).WithSupervision(failing), "pool");
            return Behavior.Empty<int>();
        }), "parent", SupervisionStrategy.Always(Directive.Restart));
        stage.Run();
        var router = stage.System.Resolve<int>("/user/parent/pool");
        var before = Router.Routees(router);
        router.Tell(1);
        stage.Run();
        Assert.True(router.IsAlive);
        Assert.Equal(2, Router.Routees(router).Count);
        Assert.Empty(before.Intersect(Router.Routees(router)));
        Assert.All(Router.Routees(router), routee => Assert.True(routee.IsAlive));
        Assert.True(parent.IsAlive);
    }

    [Fact]
    public void Group_RouteeThatStops_IsRemoved_AndWithoutAnyTheLettersAreDead()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        ActorRef<int>[] members = [stage.SpawnCollector("a", seen), stage.SpawnCollector("b", seen)];
        var router = stage.System.Spawn(Router.Group(members), "group");
        stage.Run();
        ActorSystem.Stop(members[0]);
        stage.Run();
        router.Tell(1);
        router.Tell(2);
        stage.Run();
        Assert.Equal([1, 2], seen);
        ActorSystem.Stop(members[1]);
        stage.Run();
        router.Tell(3);
        Assert.True(router.IsAlive);
        Assert.Equal([DeadLetterReason.NoRoutee], stage.ReasonsFor("/user/group"));
    }

    [Fact]
    public void Group_ChangedAtRunTime_TellsWhoBelongsToIt()
    {
        using var stage = new Stage();
        var seen = new Dictionary<string, List<int>> { ["a"] = [], ["b"] = [] };
        var a = stage.SpawnCollector("a", seen["a"]);
        var b = stage.SpawnCollector("b", seen["b"]);
        var router = stage.System.Spawn(Router.Group<int>(["/user/a", "/user/nobody"]), "group");
        stage.Run();
        Assert.Equal([a], Router.Routees(router));
        Task[] changes = [Router.Add(router, b), Router.Add(router, b), Router.Remove(router, a)];
        stage.Run();
        Assert.All(changes, change => Assert.True(change.IsCompletedSuccessfully));
        router.Tell(1);
        ActorSystem.Poison(router);
        stage.Run();
        Assert.Equal((0, 1), (seen["a"].Count, seen["b"].Count));
        Assert.True(a.IsAlive && b.IsAlive);
        Assert.False(router.IsAlive);
    }

    [Fact]
    public void Router_FromItsPath_IsTheSameRef()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        Assert.Same(play.Router, play.Stage.System.Resolve<Job>("/user/router"));
    }

    [Fact]
    public void Router_Misused_SaysHow()
    {
        using var play = new Play(Routing.RoundRobin<Job>());
        var other = play.Stage.Spawn(Behavior.Empty<Job>(), "other");
        Assert.Throws<ArgumentException>(() => { _ = Router.Resize(other, 2); });
        Assert.Throws<ArgumentException>(() => { _ = Router.Add(play.Router, other); });
        Assert.Throws<ArgumentOutOfRangeException>(() => Router.Pool(0, Props.FromBehavior(Behavior.Empty<int>())));
        Assert.Throws<ArgumentOutOfRangeException>(() => Router.Pool(Router.MaxRoutees + 1, Props.FromBehavior(Behavior.Empty<int>())));
        var boxed = Router.Pool(1, Props.FromBehavior(Behavior.Empty<int>())).WithMailbox(Mailbox.Bounded(10, MailboxOverflow.DropNewest));
        Assert.Contains("routees", Assert.Throws<InvalidOperationException>(() => play.Stage.System.Spawn(boxed, "boxed")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellAsync_ThroughARouter_WaitsForRoomAtTheRoutee()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var router = stage.System.Spawn(Router.Pool(1, Props.FromBehavior(Stage.Collect(seen)).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.Backpressure))), "pool");
        await router.TellAsync(1);
        var second = router.TellAsync(2);
        Assert.False(second.IsCompleted);
        stage.Run();
        Assert.Equal([1, 2], seen);
    }

    /// <summary>A pool of three that notes which routee handled what.</summary>
    private sealed class Play : IDisposable
    {
        internal Play(Routing<Job> routing)
        {
            var worker = Props.FromBehavior(Behavior.Receive<Job>((context, job) =>
            {
                if (!Seen.TryGetValue(context.Path.Name, out var numbers)) Seen.Add(context.Path.Name, numbers = []);
                numbers.Add(job.Number);
                return Behavior.Same<Job>();
            }));
            Router = Stage.System.Spawn(Actors.Router.Pool(3, worker, routing), "router");
        }

        internal Stage Stage { get; } = new();

        internal ActorRef<Job> Router { get; }

        internal Dictionary<string, List<int>> Seen { get; } = [];

        public void Dispose() => Stage.Dispose();
    }
}
