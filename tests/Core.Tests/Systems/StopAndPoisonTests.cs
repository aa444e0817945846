namespace Actors.Core.Tests;

/// <summary>Stop comes before what is queued, Poison after it.</summary>
public sealed class StopAndPoisonTests
{
    [Fact]
    public void Stop_WithMessagesQueued_SendsThemToTheDeadLetters()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var actor = stage.SpawnCollector("a", seen);
        actor.Tell(1);
        actor.Tell(2);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Empty(seen);
        Assert.Equal([DeadLetterReason.ActorStopped, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Poison_WithMessagesQueued_HandlesThemFirst()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var actor = stage.SpawnCollector("a", seen);
        actor.Tell(1);
        actor.Tell(2);
        ActorSystem.Poison(actor);
        actor.Tell(3);
        stage.Run();
        Assert.Equal([1, 2], seen);
        Assert.False(actor.IsAlive);
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Stop_Twice_StopsOnce()
    {
        using var stage = new Stage();
        int stopped = 0;
        var actor = stage.Spawn(
            Behavior.Empty<int>().OnSignal((_, signal) =>
            {
                if (signal is PostStop) stopped++;
                return Behavior.Same<int>();
            }),
            "a");
        ActorSystem.Stop(actor);
        ActorSystem.Poison(actor);
        ActorSystem.Stop(actor);
        stage.Run();
        ActorSystem.Stop(actor);
        ActorSystem.Poison(actor);
        stage.Run();
        Assert.Equal(1, stopped);
    }

    [Fact]
    public void Tell_ToAStoppedActor_IsADeadLetter()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Empty<int>(), "a");
        ActorSystem.Stop(actor);
        stage.Run();
        actor.Tell(1);
        stage.Run();
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Stop_UnderAFloodThatNeverEnds_TellsItsWatchers()
    {
        // Seen to fail when FinishStop drains the mailbox until it is empty.
        const int Enough = 10_000;
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Empty<int>(), "a");
        var terminated = ActorSystem.WhenTerminated(actor);
        int told = 0;
        using var flood = stage.DeadLetters.Subscribe(_ =>
        {
            if (!terminated.IsCompleted && told++ < Enough) actor.Tell(told);
        });
        actor.Tell(0);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.True(terminated.IsCompleted);
        Assert.InRange(told, 1, Enough / 2);
    }
}
