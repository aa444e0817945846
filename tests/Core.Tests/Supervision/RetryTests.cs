namespace Actors.Core.Tests;

/// <summary>Retry hands the failed message to the handler again, before all others, and no more often than it says.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(0, "a b c", "")]
    [InlineData(2, "a b c", "")]
    [InlineData(3, "a b c", "")]
    [InlineData(4, "a c", "b")]
    public void Retry_RedeliversTheFailedMessageUpToNTimes_ThenGoesOnAsDeclared(int failures, string handled, string dead)
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(3).Then(Directive.Resume)) });
        var seen = new List<string>();
        int attempts = 0;
        var actor = stage.Spawn(
            Behavior.Receive<string>((_, message) =>
            {
                if (message == "b" && ++attempts <= failures) throw new Boom();
                seen.Add(message);
                return Behavior.Same<string>();
            }),
            "a");
        foreach (string message in new[] { "a", "b", "c" }) actor.Tell(message);
        stage.Run();
        Assert.Equal(handled.Split(' '), seen);
        Assert.Equal(dead, string.Join(' ', stage.DeadLetters.Captured().Select(letter => letter.Message)));
        Assert.Equal(Math.Min(failures + 1, 4), attempts);
    }

    [Fact]
    public void Retry_CountsEachMessageAnew()
    {
        // Seen to fail when a retry that went well does not set the count back.
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(2).Then(Directive.Stop)) });
        var attempts = new Dictionary<int, int>();
        var actor = stage.Spawn(
            Behavior.Receive<int>((_, message) =>
            {
                attempts[message] = attempts.GetValueOrDefault(message) + 1;
                return attempts[message] <= 2 ? throw new Boom() : Behavior.Same<int>();
            }),
            "a");
        for (int i = 0; i < 50; i++) actor.Tell(i);
        stage.Run();
        Assert.True(actor.IsAlive);
        Assert.Equal(Enumerable.Repeat(3, 50), attempts.Values);
        Assert.Equal(0, stage.DeadLetters.Total);
    }

    [Fact]
    public void Retry_OfAnAwaitingHandler_CountsAndEnds()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(2).Then(Directive.Stop)) });
        int attempts = 0, handled = 0;
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (context, _) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), context.System.Time);
                if (++attempts % 3 != 0) throw new Boom();
                handled++;
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal((6, 2), (attempts, handled));
        Assert.True(actor.IsAlive);
    }

    [Fact]
    public async Task Retry_OfAnAsk_AnswersItInTheEnd()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(1)) });
        int attempts = 0;
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, message) =>
            {
                if (++attempts == 1) throw new Boom();
                context.Reply(message + 1);
                return Behavior.Same<int>();
            }),
            "a");
        var reply = actor.Ask<int, int>(1, TimeSpan.FromSeconds(1)).AsTask();
        stage.Run();
        Assert.Equal(2, await reply);
    }

    [Fact]
    public void Retry_OfAFailureWithoutMessage_IsTreatedByWhatComesAfter()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(5).Then(Directive.Stop)) });
        var target = stage.Spawn(Behavior.Empty<int>(), "t");
        var watcher = stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                context.Watch(target);
                return Behavior.Empty<int>();
            }).OnSignal((_, signal) => signal is Terminated ? throw new Boom() : Behavior.Same<int>()),
            "w");
        stage.Run();
        ActorSystem.Stop(target);
        stage.Run();
        Assert.False(watcher.IsAlive);
    }

    [Fact]
    public void Retry_ThenRestart_DropsTheMessageAndBeginsAfresh()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Retry(1)) });
        int instances = 0, attempts = 0;
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.Setup<int>(_ =>
            {
                instances++;
                return Behavior.Receive<int>((_, message) =>
                {
                    if (message == 1 && ++attempts > 0) throw new Boom();
                    seen.Add(message);
                    return Behavior.Same<int>();
                });
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Equal((2, 2), (instances, attempts));
        Assert.Equal([2], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Retry_StoppedBeforeTheNextAttempt_AccountsForTheMessageOnce()
    {
        using var stage = new Stage(change: o => o with
        {
            Supervision = SupervisionStrategy.Always(Directive.Retry(9)) with { Backoff = new RestartBackoff() },
        });
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => throw new Boom()), "a");
        actor.Tell(1);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Equal(1, stage.DeadLetters.Total);
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void Directive_MisusedRetry_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Directive.Retry(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Directive.Retry(Directive.MaxRetries + 1));
        Assert.Throws<ArgumentException>(() => Directive.Retry(1).Then(Directive.Retry(1)));
        Assert.Throws<InvalidOperationException>(() => Directive.Stop.Then(Directive.Restart));
        Assert.Equal(Directive.Retry(2), Directive.Retry(2).Then(Directive.Restart));
        Assert.Equal("Retry(2), then Stop", Directive.Retry(2).Then(Directive.Stop).ToString());
    }
}
