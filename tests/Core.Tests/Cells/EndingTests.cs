namespace Actors.Core.Tests;

/// <summary>What an end leaves: a free name, no timer, a small table.</summary>
/// <remarks>Each but the one about the child that does not start was seen to fail: while the parent freed the name, while timers were
/// cancelled before PostStop only, while a timer's letter became a message in one turn and was handled in another, while the
/// table kept its size.</remarks>
public sealed class EndingTests
{
    [Fact]
    public void Terminated_OfAChild_ItsNameIsFree()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var child = Props.FromBehavior(Behavior.Empty<int>());
        var parent = Behavior.Receive<string>((context, _) =>
        {
            var first = context.Spawn(child, "c");
            context.Watch(first);
            context.Stop(first);
            return Behavior.Same<string>();
        }).OnSignal((context, signal) =>
        {
            if (signal is Terminated) seen.Add(context.Spawn(child, "c").Path.ToString());
            return Behavior.Same<string>();
        });
        stage.Spawn(parent, "p").Tell("go");
        stage.Run();
        Assert.Equal(["/user/p/c"], seen);
        Assert.Empty(stage.Log.Lines);
    }

    [Fact]
    public async Task Stop_Awaited_TheNameIsFree_WhicheverThreadIsFirst()
    {
        await using var system = ActorSystem.Create("names");
        var props = Props.FromBehavior(Behavior.Empty<int>());
        for (int i = 0; i < 500; i++)
        {
            var actor = system.Spawn(props, "a");
            await system.Root.Stop(actor);
        }
    }

    [Fact]
    public void AChildThatDoesNotStart_IsReported_ThoughItsNameIsFree()
    {
        using var stage = new Stage();
        var seen = new List<Directive>();
        var parent = Behavior.Setup<int>(context =>
        {
            context.Spawn(Props.FromFactory<int>(() => throw new Boom()), "c");
            return Behavior.Empty<int>();
        }).OnSignal((_, signal) =>
        {
            if (signal is ChildFailed failed) seen.Add(failed.Directive);
            return Behavior.Same<int>();
        });
        stage.Spawn(parent, "p");
        stage.Run();
        Assert.Equal([Directive.Stop], seen);
    }

    [Fact]
    public void Timers_MadeInPostStop_EndWithTheActor()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(
            Behavior.Empty<int>().OnSignal((context, signal) =>
            {
                if (signal is PostStop) context.ScheduleRepeatedly(TimeSpan.FromDays(1), TimeSpan.FromDays(1), 1);
                return Behavior.Same<int>();
            }),
            "a");
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void TimersMessage_DueBeforeARestart_DoesNotComeAfterIt()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        int starts = 0;
        var behavior = Behavior.Setup<string>(context =>
        {
            if (++starts == 1) context.ScheduleOnce(TimeSpan.FromSeconds(1), "due");
            return Behavior.Receive<string>((_, message) =>
            {
                seen.Add($"{starts} {message}");
                return Behavior.Same<string>();
            });
        });
        var self = stage.Spawn(behavior, "a");
        stage.Run();
        for (int i = 1; i < Cell<string>.TurnMessages; i++) self.Tell("x");
        stage.Time.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.True(stage.Dispatcher.RunOne()); // to the timer's letter, the last for which the turn has time
        self.SendSystem(new DirectiveMessage(Directive.Restart, new Boom(), TimeSpan.Zero) { IsForGroup = true });
        stage.Run();
        Assert.Contains("1 due", seen);
        Assert.DoesNotContain("2 due", seen);
        Assert.Equal(2, starts);
    }

    [Fact]
    public void Restart_AChildWatchedThroughANarrowerRef_IsNoNewsForTheFreshInstance()
    {
        using var stage = new Stage();
        var seen = new List<Signal>();
        var behavior = Behavior.Setup<int>(context =>
        {
            context.Watch(context.SpawnAnonymous(Props.FromBehavior(Behavior.Empty<object>())).Narrow<string>());
            return Behavior.Receive<int>((_, _) => throw new Boom());
        }).OnSignal((_, signal) =>
        {
            seen.Add(signal);
            return Behavior.Same<int>();
        });
        stage.Spawn(behavior, "a").Tell(1);
        stage.Run();
        Assert.DoesNotContain(seen, signal => signal is Terminated);
        Assert.Contains(seen, signal => signal is PostRestart);
    }

    [Fact]
    public void ChildrenOfManyThatStop_TheTableShrinks()
    {
        using var stage = new Stage();
        var root = stage.System.FindLocal(ActorPath.Root)!;
        var table = new ChildTable();
        var children = Enumerable.Range(0, 10_000).Select(i => new Cell<int>(stage.System, root, $"c{i}", Props.FromBehavior(Behavior.Empty<int>()))).ToArray();
        foreach (var child in children) table.TryAdd(child);
        foreach (var child in children.Take(9_900)) table.Remove(child);
        Assert.InRange(table.Capacity, 100, 500);
        Assert.Equal(children.Skip(9_900).Cast<Cell>().ToHashSet(), table.ToArray().ToHashSet());
        foreach (var child in children.Skip(9_900)) table.Remove(child);
        Assert.InRange(table.Capacity, 0, 12);
        Assert.True(table.TryAdd(children[0]));
    }
}
