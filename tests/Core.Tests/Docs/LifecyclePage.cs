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
    public void Signals_AsInThePage_ComeInOrder()
    {
        using var stage = new Stage();
        var lines = new List<string>();
        // snippet: signals
        Behavior<string> worker = Behavior.Receive<string>((_, job) =>
        {
            lines.Add(job);
            return job == "bad" ? throw new InvalidOperationException("bad job") : Behavior.Same<string>();
        }).OnSignal((_, signal) =>
        {
            lines.Add(signal switch
            {
                PreStart => "I have started",
                PreRestart(var cause) => $"I am replaced: {cause.Message}",
                PostRestart(var cause) => $"I am the new one: {cause.Message}",
                PostStop => "I have stopped",
                _ => "something else",
            });
            return Behavior.Same<string>();
        });
        // end
        var actor = stage.Spawn(worker, "worker");
        actor.Tell("bad");
        actor.Tell("good");
        ActorSystem.Poison(actor);
        stage.Run();
        Assert.Equal(["I have started", "bad", "I am replaced: bad job", "I am the new one: bad job", "good", "I have stopped"], lines);
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
