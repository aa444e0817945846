namespace Actors.Core.Tests;

/// <summary>Exactly one Terminated per watch.</summary>
public sealed class WatchTests
{
    private sealed record Command(string Verb, ActorRef? Target = null);

    [Fact]
    public void Watch_ActorThatStopsLater_SignalsOnce()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        watcher.Tell(new("watch", target));
        stage.Run();
        Assert.Empty(ended);
        ActorSystem.Stop(target);
        stage.Run();
        Assert.Equal([target], ended);
    }

    [Fact]
    public void Watch_DeadActor_SignalsAtOnce()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        ActorSystem.Stop(target);
        stage.Run();
        watcher.Tell(new("watch", target));
        stage.Run();
        Assert.Equal([target], ended);
    }

    [Fact]
    public void Watch_PathThatNobodyHolds_SignalsAtOnce()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var nobody = stage.System.Resolve<int>("/user/nobody");
        watcher.Tell(new("watch", nobody));
        stage.Run();
        Assert.Equal([nobody], ended);
    }

    [Fact]
    public void Watch_Twice_SignalsOnce()
    {
        // Seen to fail when the end is told twice and OnTerminated does not take it out of the table of watches.
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        watcher.Tell(new("watch", target));
        watcher.Tell(new("watch", target));
        stage.Run();
        ActorSystem.Stop(target);
        stage.Run();
        Assert.Single(ended);
    }

    [Fact]
    public void Unwatch_BeforeTheEnd_SignalsNothing()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        watcher.Tell(new("watch", target));
        watcher.Tell(new("unwatch", target));
        stage.Run();
        ActorSystem.Stop(target);
        stage.Run();
        Assert.Empty(ended);
    }

    [Fact]
    public void Watch_UnwatchAndStopInAnyOrder_SignalsEachOpenWatchExactlyOnce()
    {
        // Seen to fail when OnTerminated does not look into the table of watches (a signal that nobody waits for), and
        // when a stopped actor does not answer a watch (a watch that stays open).
        for (int seed = 0; seed < 500; seed++)
        {
            using var stage = new Stage(seed);
            var target = stage.Spawn(Behavior.Empty<int>(), "t");
            bool open = false;
            int unexpected = 0;
            var watcher = stage.Spawn(
                Behavior.Receive<bool>((context, watch) =>
                {
                    open = watch;
                    if (watch) context.Watch(target);
                    else context.Unwatch(target);
                    return Behavior.Same<bool>();
                }).OnSignal((_, signal) =>
                {
                    if (signal is Terminated && !open) unexpected++;
                    open = false;
                    return Behavior.Same<bool>();
                }),
                "w");
            var random = new Random(seed);
            int stopAt = random.Next(6);
            for (int i = 0; i < 6; i++)
            {
                if (i == stopAt) ActorSystem.Stop(target);
                watcher.Tell(random.Next(3) > 0);
                for (int steps = random.Next(4); steps > 0; steps--) stage.Dispatcher.RunOne();
            }

            stage.Run();
            Assert.False(open, $"seed {seed}: a watch was not answered");
            Assert.Equal(0, unexpected);
        }
    }

    [Fact]
    public async Task WhenTerminated_ByManyOnThreads_CompletesForEach()
    {
        for (int round = 0; round < 50; round++)
        {
            await using var system = ActorSystem.Create("many");
            var target = system.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => Behavior.Stopped<int>())), "t");
            var waits = new List<Task>();
            for (int i = 0; i < 200; i++)
            {
                waits.Add(ActorSystem.WhenTerminated(target));
                if (i == 100) target.Tell(0);
            }

            await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void Terminated_WhileTheWatcherRestarts_ComesToTheFreshInstance()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        watcher.Tell(new("watch", target));
        watcher.Tell(new("spawn")); // its child makes the restart wait
        stage.Run();
        watcher.Tell(new("fail"));
        ActorSystem.Stop(target);
        stage.Run();
        Assert.Equal([target], ended);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Terminated_InAnyOrderWithARestart_ComesOnce(int seed)
    {
        using var stage = new Stage(seed);
        var (watcher, ended) = SpawnWatcher(stage);
        var targets = Enumerable.Range(0, 20).Select(i => stage.Spawn(Behavior.Empty<int>(), $"t{i}")).ToArray();
        foreach (var target in targets) watcher.Tell(new("watch", target));
        watcher.Tell(new("spawn"));
        stage.Run();
        foreach (var target in targets)
        {
            if (target.Path.Name.EndsWith('5')) watcher.Tell(new("fail"));
            ActorSystem.Stop(target);
            stage.Dispatcher.RunOne();
        }

        stage.Run();
        Assert.Equal(targets.ToHashSet<ActorRef>(), ended.ToHashSet());
        Assert.Equal(20, ended.Count);
    }

    [Fact]
    public void Restart_OfAWatchingParent_IsNotToldOfTheChildrenItStops()
    {
        using var stage = new Stage();
        var (watcher, ended) = SpawnWatcher(stage);
        watcher.Tell(new("spawn and watch"));
        stage.Run();
        watcher.Tell(new("fail"));
        stage.Run();
        Assert.Empty(ended);
    }

    [Fact]
    public void Terminated_HandlerThatReturnsStopped_StopsTheWatcher()
    {
        using var stage = new Stage();
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        var watcher = stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                context.Watch(target);
                return Behavior.Empty<int>().OnSignal((_, signal) => signal is Terminated ? Behavior.Setup<int>(_ => Behavior.Stopped<int>()) : Behavior.Same<int>());
            }),
            "w");
        stage.Run();
        ActorSystem.Stop(target);
        stage.Run();
        Assert.False(watcher.IsAlive);
    }

    private static (ActorRef<Command> Watcher, List<ActorRef> Ended) SpawnWatcher(Stage stage)
    {
        var ended = new List<ActorRef>();
        var watcher = stage.Spawn(
            Behavior.Receive<Command>((context, command) =>
            {
                switch (command.Verb)
                {
                    case "watch": context.Watch(command.Target!); break;
                    case "unwatch": context.Unwatch(command.Target!); break;
                    case "spawn": context.SpawnAnonymous(Props.FromBehavior(Behavior.Empty<int>())); break;
                    case "spawn and watch": context.Watch(context.SpawnAnonymous(Props.FromBehavior(Behavior.Empty<int>()))); break;
                    default: throw new Boom();
                }

                return Behavior.Same<Command>();
            }).OnSignal((_, signal) =>
            {
                if (signal is Terminated(var actor)) ended.Add(actor);
                return Behavior.Same<Command>();
            }),
            "watcher");
        return (watcher, ended);
    }
}
