namespace Actors.Core.Tests;

/// <summary>The code of docs/lifecycle.md.</summary>
public sealed class LifecyclePage
{
    [Fact]
    public void Watch_AsInThePage_TellsOfTheEnd()
    {
        using var stage = new Stage();
        var system = stage.System;
        var lines = new List<string>();
        var worker = stage.Spawn(Behavior.Empty<string>(), "worker");
        // snippet: watch
        Behavior<string> watcher = Behavior.Setup<string>(context =>
        {
            context.Watch(worker);
            return Behavior.Empty<string>().OnSignal((_, signal) =>
            {
                switch (signal)
                {
                    case Terminated(var actor): lines.Add($"{actor.Path} has stopped"); break;
                    case PreRestart(var cause): lines.Add($"restarting: {cause.Message}"); break;
                    case PostStop: lines.Add("stopped myself"); break;
                }

                return Behavior.Same<string>();
            });
        });
        // end
        var actor = stage.Spawn(watcher, "watcher");
        stage.Run();
        ActorSystem.Stop(worker);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Equal(["/user/worker has stopped", "stopped myself"], lines);
    }

    [Fact]
    public async Task Poison_AsInThePage_EndsAfterWhatIsQueued()
    {
        var sum = 0;
        await using var system = ActorSystem.Create("poison");
        var adder = system.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, m) =>
        {
            sum += m;
            return Behavior.Same<int>();
        })), "adder");
        // snippet: poison
        for (int i = 1; i <= 100; i++) adder.Tell(i);
        ActorSystem.Poison(adder);
        await ActorSystem.WhenTerminated(adder);
        // end
        Assert.Equal(5050, sum);
    }
}
