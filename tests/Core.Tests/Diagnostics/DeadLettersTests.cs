namespace Actors.Core.Tests;

/// <summary>Every message that is not handled is counted, kept for a while, and told to listeners.</summary>
public sealed class DeadLettersTests
{
    [Fact]
    public void Captured_BeyondItsCapacity_KeepsTheNewest_AndCountsAll()
    {
        using var stage = new Stage(change: o => o with { DeadLetterCapacity = 3 });
        var nobody = stage.System.Resolve<int>("/user/nobody");
        for (int i = 0; i < 10; i++) nobody.Tell(i);
        Assert.Equal([7, 8, 9], stage.DeadLetters.Captured().Select(letter => (int)letter.Message!));
        Assert.Equal(10, stage.DeadLetters.Total);
        Assert.Equal(10, stage.DeadLetters.Count(DeadLetterReason.NoSuchActor));
    }

    [Fact]
    public void Capacity_Zero_KeepsNone()
    {
        using var stage = new Stage(change: o => o with { DeadLetterCapacity = 0 });
        stage.System.Resolve<int>("/user/nobody").Tell(1);
        Assert.Empty(stage.DeadLetters.Captured());
        Assert.Equal(1, stage.DeadLetters.Total);
    }

    [Fact]
    public void Subscribe_UntilDisposed_HearsEach_AlsoWhenAnotherListenerThrows()
    {
        using var stage = new Stage();
        var heard = new List<DeadLetter>();
        using var bad = stage.DeadLetters.Subscribe(_ => throw new Boom());
        var subscription = stage.DeadLetters.Subscribe(heard.Add);
        var nobody = stage.System.Resolve<int>("/user/nobody");
        nobody.Tell(1);
        nobody.Tell(2);
        subscription.Dispose();
        nobody.Tell(3);
        Assert.Equal([1, 2], heard.Select(letter => (int)letter.Message!));
        Assert.Equal(3, stage.Log.TextsOf(1001).Length);
    }

    [Fact]
    public void Log_UnderAFlood_IsOneLineASecondWithTheNumberOfTheOthers()
    {
        using var stage = new Stage();
        var nobody = stage.System.Resolve<int>("/user/nobody");
        for (int i = 0; i < 1_000; i++) nobody.Tell(i);
        stage.RunFor(TimeSpan.FromSeconds(1));
        nobody.Tell(0);
        string[] lines = stage.Log.TextsOf(1000);
        Assert.Equal(2, lines.Length);
        Assert.Contains("/user/nobody", lines[0], StringComparison.Ordinal);
        Assert.Contains("999 others", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void WrongType_IsADeadLetter()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Empty<int>(), "a");
        actor.TellObject("text", null);
        stage.System.Resolve<string>("/user/a").Tell("text");
        Assert.Equal(2, stage.DeadLetters.Count(DeadLetterReason.WrongType));
    }

    [Fact]
    public void Reply_ToAMessageWithoutSender_IsADeadLetter()
    {
        using var stage = new Stage();
        bool? replied = null;
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, m) =>
            {
                replied = context.Reply(m);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        stage.Run();
        Assert.False(replied);
        Assert.Equal(1, stage.DeadLetters.Total);
    }

    [Fact]
    public async Task Ref_IsNeverAlive_AndWhateverIsToldToItIsADeadLetter()
    {
        using var stage = new Stage();
        var resolved = stage.System.Resolve<object>("/system/deadLetters");
        Assert.Equal(stage.DeadLetters.Ref, resolved);
        Assert.False(resolved.IsAlive);
        Assert.Equal("/system/deadLetters", resolved.Path.ToString());
        resolved.Tell("to nobody");
        Assert.Equal("to nobody", Assert.Single(stage.DeadLetters.Captured()).Message);
        var ask = stage.DeadLetters.Ref.Ask<object, int>("?", TimeSpan.FromHours(1)).AsTask();
        stage.Run();
        await Assert.ThrowsAsync<DeadActorException>(() => ask);
        var terminated = ActorSystem.WhenTerminated(resolved);
        stage.Run();
        Assert.True(terminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void LogInterval_IsAnOption()
    {
        using var stage = new Stage(change: o => o with { DeadLetterLogInterval = TimeSpan.FromMinutes(1) });
        for (int i = 0; i < 4; i++)
        {
            stage.DeadLetters.Ref.Tell(i);
            stage.RunFor(TimeSpan.FromSeconds(25));
        }

        Assert.Equal(2, stage.Log.TextsOf(1000).Length);
    }

    [Fact]
    public void Logger_ThatThrows_EndsNoTurn()
    {
        using var log = new ThrowingLog();
        using var stage = new Stage(change: o => o with { LoggerFactory = log });
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.Receive<int>((_, m) =>
            {
                seen.Add(m);
                return Behavior.Unhandled<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Equal([1, 2], seen);
        Assert.Equal(2, stage.DeadLetters.Count(DeadLetterReason.Unhandled));
    }
}
