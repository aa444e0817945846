namespace Actors.Core.Tests;

/// <summary>What looks at messages before the mailbox and around the handler.</summary>
public sealed class InterceptorTests
{
    [Fact]
    public void ReceiveInterceptors_StandAroundTheHandler_TheFirstOutermost_AlsoAfterAChangeOfBehaviour()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var behavior = Behavior.Receive<string>((_, message) =>
        {
            seen.Add(message);
            return Stage.Collect(seen);
        });
        var actor = stage.System.Spawn(Props.FromBehavior(behavior).WithReceiveInterceptor(Mark("outer")).WithReceiveInterceptor(Mark("inner")), "a");
        actor.Tell("1");
        actor.Tell("2");
        stage.Run();
        Assert.Equal(["outer in", "inner in", "1!!", "inner out", "outer out", "outer in", "inner in", "2!!", "inner out", "outer out"], seen);

        ReceiveInterceptor<string> Mark(string name) => (_, message, next) =>
        {
            seen.Add($"{name} in");
            var result = next(message + "!");
            seen.Add($"{name} out");
            return result;
        };
    }

    [Fact]
    public void ReceiveInterceptor_ThatPassesNothingOn_AndOneThatThrows_ActAsTheHandler()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var props = Props.FromBehavior(Stage.Collect(seen)).WithReceiveInterceptor((_, message, next) => message switch
        {
            1 => Behavior.Unhandled<int>(),
            2 => throw new Boom(),
            _ => next(message),
        });
        var actor = stage.System.Spawn(props, "a");
        for (int i = 1; i <= 3; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([3], seen);
        Assert.Equal([DeadLetterReason.Unhandled, DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void ReceiveInterceptor_AroundAnAsynchronousHandler_LeavesTheDecisionToIt()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var props = Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, message) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), context.System.Time);
            seen.Add(message);
            return message == 2 ? Behavior.Stopped<int>() : Behavior.Same<int>();
        })).WithReceiveInterceptor((_, message, next) =>
        {
            next(message);
            return Behavior.Same<int>();
        });
        var actor = stage.System.Spawn(props, "a");
        for (int i = 1; i <= 3; i++) actor.Tell(i);
        stage.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2], seen);
        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void SendInterceptors_ChangeAndRefuseMessages_BeforeTheyAreQueued()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var props = Props.FromBehavior(Stage.Collect(seen))
            .WithSendInterceptor((ref message, _) => message != 2)
            .WithSendInterceptor((ref message, _) => message++ != 3 ? true : throw new Boom());
        var actor = stage.System.Spawn(props, "a");
        for (int i = 1; i <= 4; i++) actor.Tell(i);
        var telling = actor.TellAsync(5).AsTask();
        Assert.True(telling.IsCompletedSuccessfully);
        stage.Run();
        Assert.Equal([2, 5, 6], seen);
        Assert.Equal([(2, DeadLetterReason.Intercepted), (3, DeadLetterReason.Intercepted)], stage.DeadLetters.Captured().Select(letter => ((int)letter.Message!, letter.Reason)));
    }

    [Fact]
    public void SendInterceptor_WithABoundedMailbox_StandsBeforeIt()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var actor = stage.System.Spawn(Props.FromBehavior(Stage.Collect(seen)).WithMailbox(Mailbox.Bounded(2, MailboxOverflow.DropNewest)).WithSendInterceptor((ref message, _) => message > 0), "a");
        foreach (int i in new[] { 0, 1, 0, 2, 3 }) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2], seen);
        Assert.Equal([DeadLetterReason.Intercepted, DeadLetterReason.Intercepted, DeadLetterReason.MailboxFull], stage.ReasonsFor("/user/a"));
    }
}
