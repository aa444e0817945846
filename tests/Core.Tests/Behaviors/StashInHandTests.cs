namespace Actors.Core.Tests;

/// <summary>Only the message that is being handled can be stashed, and a message is never in two places.</summary>
/// <remarks>Each was seen to fail while a turn counted as handling between its messages, and while putting back forgot that the message in hand was among them.</remarks>
public sealed class StashInHandTests
{
    [Fact]
    public void StashCurrent_InASignalHandlerAmidATurn_IsRefused_AndDoublesNothing()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var refused = new List<Exception>();
        var behavior = Stage.Collect(seen).OnSignal((context, signal) =>
        {
            if (signal is ReceiveTimeout or PostStop)
            {
                if (Record.Exception(context.Stash.StashCurrent) is { } error) refused.Add(error);
            }

            return Behavior.Same<int>();
        });
        var actor = stage.System.Spawn(Props.FromBehavior(behavior).WithReceiveTimeout(TimeSpan.FromSeconds(1)), "a");
        stage.Run();
        stage.Time.AdvanceBy(TimeSpan.FromSeconds(1)); // its marker is in the mailbox
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        ActorSystem.Poison(actor);
        actor.Tell(3);
        stage.Run();
        Assert.Equal([1, 2], seen);
        Assert.Equal(2, refused.Count);
        Assert.All(refused, error => Assert.IsType<InvalidOperationException>(error));
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void StashCurrent_ThenUnstashAll_ThenAThrow_LosesTheMessageOnce()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, message) =>
            {
                seen.Add(message);
                if (message < 3) context.Stash.StashCurrent();
                if (message != 2) return Behavior.Same<int>();
                context.Stash.UnstashAll();
                if (seen.Count(number => number == 2) == 1) throw new Boom();
                return Behavior.Same<int>();
            }),
            "a",
            null);
        for (int i = 1; i <= 3; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2, 1, 3], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void StashCurrent_Again_AfterUnstashAllInTheSameHandler_IsRefused()
    {
        using var stage = new Stage();
        Exception? error = null;
        int handled = 0;
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, _) =>
            {
                if (++handled > 1) return Behavior.Same<int>();
                context.Stash.StashCurrent();
                context.Stash.UnstashAll();
                error = Record.Exception(context.Stash.StashCurrent);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        stage.Run();
        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal(2, handled);
    }
}
