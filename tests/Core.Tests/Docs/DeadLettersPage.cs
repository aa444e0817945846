namespace Actors.Core.Tests;

/// <summary>The code of docs/dead-letters.md.</summary>
public sealed class DeadLettersPage
{
    [Fact]
    public void Listener_AsInThePage_HearsOfTheLetter()
    {
        using var stage = new Stage();
        var system = stage.System;
        var lines = new List<string>();
        // snippet: dead-letters
        using IDisposable listening = system.DeadLetters.Subscribe(letter =>
            lines.Add($"{letter.Message} for {letter.Target}: {letter.Reason}"));

        system.Resolve<string>("/user/nobody").Tell("hello");

        long all = system.DeadLetters.Total;
        long unknown = system.DeadLetters.Count(DeadLetterReason.NoSuchActor);
        IReadOnlyList<DeadLetter> newest = system.DeadLetters.Captured();
        // end
        Assert.Equal(["hello for /user/nobody: NoSuchActor"], lines);
        Assert.Equal((1, 1, 1), (all, unknown, newest.Count));
    }


    [Fact]
    public void Events_AsInThePage_ReachListenersAndActors()
    {
        using var stage = new Stage();
        var system = stage.System;
        var lines = new List<string>();
        var failures = new List<ActorFailed>();
        var alarm = stage.SpawnCollector("alarm", failures);
        // snippet: events
        using IDisposable starts = system.Events.Subscribe<ActorStarted>(e => lines.Add($"{e.Actor.Path} has started"));
        system.Events.Subscribe<ActorFailed>(alarm); // told as messages, until the alarm stops
        // end
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => throw new Boom()), "a");
        actor.Tell(1);
        stage.Run();
        Assert.Contains("/user/a has started", lines);
        Assert.Same(actor, Assert.Single(failures).Actor);
    }
}
