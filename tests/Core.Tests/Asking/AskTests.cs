namespace Actors.Core.Tests;

/// <summary>Request and reply, in virtual time.</summary>
public sealed class AskTests
{
    private sealed record Question(string Text, ActorRef<string> ReplyTo);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Ask_ReplyToInTheMessage_GivesTheReply()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(
            Behavior.Receive<Question>((_, m) =>
            {
                m.ReplyTo.Tell(m.Text + "!");
                return Behavior.Same<Question>();
            }),
            "a");
        var ask = actor.Ask<Question, string>(replyTo => new("hello", replyTo), Second);
        stage.Run();
        Assert.True(ask.IsCompleted);
        Assert.Equal("hello!", await ask);
    }

    [Fact]
    public async Task Ask_ReplyToTheSender_GivesTheReply()
    {
        using var stage = new Stage();
        var ask = SpawnEcho(stage).Ask<string, string>("hello", Second);
        stage.Run();
        Assert.Equal("hello", await ask);
    }

    [Fact]
    public async Task Ask_WithoutReply_TimesOutAndSaysWhatItKnows()
    {
        using var stage = new Stage();
        var hanging = new TaskCompletionSource();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<string>(async (_, _) =>
            {
                await hanging.Task;
                return Behavior.Same<string>();
            }),
            "slow");
        actor.Tell("in its hands");
        stage.Run();
        var ask = actor.Ask<string, int>("hello", TimeSpan.FromMilliseconds(250)).AsTask();
        stage.RunFor(TimeSpan.FromMilliseconds(249));
        Assert.False(ask.IsCompleted);
        stage.RunFor(TimeSpan.FromMilliseconds(11));
        stage.Run();
        Assert.True(ask.IsCompleted);
        var error = await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
        Assert.Equal(actor, error.Target);
        Assert.Equal(typeof(string), error.AskedType);
        Assert.InRange(error.Waited, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(260));
        Assert.Equal(2, error.MailboxDepth);
        Assert.Contains("/user/slow", error.Message, StringComparison.Ordinal);
        hanging.SetResult();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_240)] // once round the wheel
    [InlineData(60_000)]
    public async Task Ask_AnyTimeout_EndsInTime(int milliseconds)
    {
        using var stage = new Stage();
        var ask = SpawnSilent(stage).Ask<string, int>("x", TimeSpan.FromMilliseconds(milliseconds)).AsTask();
        stage.RunFor(TimeSpan.FromMilliseconds(milliseconds - 1));
        Assert.False(ask.IsCompleted);
        stage.RunFor(TimeSpan.FromMilliseconds(11));
        stage.Run();
        Assert.True(ask.IsCompleted);
        await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
    }

    [Fact]
    public void Ask_WhenAllHaveEnded_LeavesNoTimerRunning()
    {
        using var stage = new Stage();
        var ask = SpawnEcho(stage).Ask<string, string>("x", Second);
        stage.Run();
        Assert.NotNull(stage.Time.NextDue);
        stage.RunFor(TimeSpan.FromSeconds(2));
        Assert.Null(stage.Time.NextDue);
        Assert.True(ask.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Ask_AfterTheWheelStoodStill_StillTimesOut()
    {
        using var stage = new Stage();
        var silent = SpawnSilent(stage);
        for (int round = 0; round < 3; round++)
        {
            var ask = silent.Ask<string, int>("x", TimeSpan.FromMilliseconds(30)).AsTask();
            stage.RunFor(TimeSpan.FromMinutes(1));
            Assert.True(ask.IsCompleted);
            await Assert.ThrowsAsync<AskTimeoutException>(() => ask);
            Assert.Null(stage.Time.NextDue);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(86_400_001)]
    public void Ask_TimeoutOutOfRange_IsRefused(int milliseconds)
    {
        using var stage = new Stage();
        var actor = SpawnEcho(stage);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = actor.Ask<string, string>("x", TimeSpan.FromMilliseconds(milliseconds)).AsTask(); });
    }

    [Fact]
    public async Task Ask_CancelledWhileItWaits_ThrowsAndTakesNoReplyAnyMore()
    {
        using var stage = new Stage();
        using var cancel = new CancellationTokenSource();
        var (actor, replyTo) = SpawnKeeper(stage);
        var ask = actor.Ask<Question, string>(reply => new("x", reply), Second, cancel.Token).AsTask();
        stage.Run();
        await cancel.CancelAsync();
        stage.Run();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
        Assert.Equal(cancel.Token, error.CancellationToken);
        replyTo()!.Tell("late");
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.LateReply));
    }

    [Fact]
    public async Task Ask_WithACancelledToken_TellsNothing()
    {
        using var stage = new Stage();
        var (actor, replyTo) = SpawnKeeper(stage);
        var ask = actor.Ask<Question, string>(reply => new("x", reply), Second, new CancellationToken(true)).AsTask();
        stage.Run();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
        Assert.Null(replyTo());
    }

    [Fact]
    public async Task Ask_OfADeadActor_FailsAtOnce()
    {
        using var stage = new Stage();
        var actor = SpawnEcho(stage);
        ActorSystem.Stop(actor);
        stage.Run();
        foreach (var target in new[] { actor, stage.System.Resolve<string>("/user/nobody") })
        {
            var ask = target.Ask<string, string>("x", Second).AsTask();
            stage.Run();
            Assert.True(ask.IsCompleted);
            await Assert.ThrowsAsync<DeadActorException>(() => ask);
        }
    }

    [Theory]
    [InlineData("throw", DeadLetterReason.HandlerFailed)]
    [InlineData("unhandled", DeadLetterReason.Unhandled)]
    public async Task Ask_WhoseMessageIsNotHandled_FailsAtOnce(string message, DeadLetterReason reason)
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Receive<string>((_, m) => m == "throw" ? throw new Boom() : Behavior.Unhandled<string>()), "a");
        var ask = actor.Ask<string, string>(message, Second).AsTask();
        stage.Run();
        var error = await Assert.ThrowsAsync<DeadActorException>(() => ask);
        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public async Task Reply_OfAnotherType_FailsTheAskAndIsADeadLetter()
    {
        using var stage = new Stage();
        var ask = SpawnEcho(stage).Ask<string, int>("x", Second).AsTask();
        stage.Run();
        await Assert.ThrowsAsync<InvalidCastException>(() => ask);
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.WrongType));
    }

    [Fact]
    public async Task Reply_Again_IsALateReply()
    {
        using var stage = new Stage();
        var (actor, replyTo) = SpawnKeeper(stage);
        var ask = actor.Ask<Question, string>(reply => new("x", reply), Second);
        stage.Run();
        replyTo()!.Tell("one");
        replyTo()!.Tell("two");
        stage.Run();
        Assert.Equal("one", await ask);
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.LateReply));
        replyTo()!.Tell("three"); // its source may serve another ask by now
        Assert.Equal(2, stage.DeadLetters.Count(DeadLetterReason.LateReply));
    }

    [Fact]
    public void LateReply_AfterTheTimeout_DoesNotAnswerTheNextAsk()
    {
        // Seen to fail when a reply does not compare versions: the second ask gets "late".
        using var stage = new Stage();
        var (actor, replyTo) = SpawnKeeper(stage);
        var first = actor.Ask<Question, string>(reply => new("x", reply), Second);
        stage.RunFor(TimeSpan.FromSeconds(2));
        Assert.Throws<AskTimeoutException>(() => TakeResult(first));
        var lateTo = replyTo()!;
        var second = actor.Ask<Question, string>(reply => new("y", reply), Second);
        stage.Run();
        lateTo.Tell("late");
        replyTo()!.Tell("right");
        stage.Run();
        Assert.Equal("right", TakeResult(second));
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.LateReply));
    }

    [Fact]
    public void Await_Twice_ThrowsAndLeavesTheNextAsksAlone()
    {
        // Seen to fail when a second await gives the source back a second time: two asks share it.
        using var stage = new Stage();
        var echo = SpawnEcho(stage);
        var first = echo.Ask<string, string>("1", Second);
        stage.Run();
        Assert.Equal("1", TakeResult(first));
        Assert.Throws<InvalidOperationException>(() => TakeResult(first));
        var second = echo.Ask<string, string>("2", Second);
        var third = echo.Ask<string, string>("3", Second);
        stage.Run();
        Assert.Equal("2", TakeResult(second));
        Assert.Equal("3", TakeResult(third));
    }

    [Fact]
    public async Task MessageFactory_ThatThrows_FailsTheAsk()
    {
        using var stage = new Stage();
        var (actor, _) = SpawnKeeper(stage);
        var ask = actor.Ask<Question, string>(_ => throw new Boom(), Second).AsTask();
        stage.Run();
        await Assert.ThrowsAsync<Boom>(() => ask);
    }

#pragma warning disable CA2012 // it has completed; its source is looked at directly, without a task between
    private static string TakeResult(ValueTask<string> ended) => ended.GetAwaiter().GetResult();
#pragma warning restore CA2012

    private static ActorRef<string> SpawnEcho(Stage stage) => stage.Spawn(
        Behavior.Receive<string>((context, m) =>
        {
            context.Reply(m);
            return Behavior.Same<string>();
        }),
        "echo");

    private static ActorRef<string> SpawnSilent(Stage stage) => stage.Spawn(Behavior.Receive<string>((_, _) => Behavior.Same<string>()), "silent");

    private static (ActorRef<Question> Actor, Func<ActorRef<string>?> LastReplyTo) SpawnKeeper(Stage stage)
    {
        ActorRef<string>? last = null;
        var actor = stage.Spawn(
            Behavior.Receive<Question>((_, m) =>
            {
                last = m.ReplyTo;
                return Behavior.Same<Question>();
            }),
            "keeper");
        return (actor, () => last);
    }
}
