namespace Actors.Core.Tests;

/// <summary>How messages are handled, one after the other.</summary>
public sealed class TurnTests
{
    private readonly record struct Point(int X, int Y);

    [Fact]
    public void Tell_Many_AreHandledInOrder()
    {
        using var stage = new Stage(seed: 7);
        var seen = new List<int>();
        var actor = stage.SpawnCollector("a", seen);
        for (int i = 0; i < 5_000; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal(Enumerable.Range(0, 5_000), seen);
    }

    [Fact]
    public void Receive_ReturningAnotherBehavior_ChangesFromTheNextMessageOn()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        Behavior<string> second = Behavior.Receive<string>((_, m) =>
        {
            seen.Add($"second {m}");
            return Behavior.Same<string>();
        });
        var actor = stage.Spawn(
            Behavior.Receive<string>((_, m) =>
            {
                seen.Add($"first {m}");
                return second;
            }),
            "a");
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell("c");
        stage.Run();
        Assert.Equal(["first a", "second b", "second c"], seen);
    }

    [Fact]
    public void Receive_ReturningUnhandled_SendsTheMessageToTheDeadLetters()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.Receive<int>((_, m) =>
            {
                seen.Add(m);
                return m == 1 ? Behavior.Unhandled<int>() : Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Equal([1, 2], seen);
        var letter = Assert.Single(stage.DeadLetters.Captured());
        Assert.Equal((1, "/user/a", DeadLetterReason.Unhandled), ((int)letter.Message!, letter.Target, letter.Reason));
    }

    [Fact]
    public void Receive_ReturningStopped_SendsTheRestToTheDeadLetters()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => Behavior.Stopped<int>()), "a");
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell(3);
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Equal([2, 3], stage.DeadLetters.Captured().Select(letter => (int)letter.Message!));
        Assert.Equal([DeadLetterReason.ActorStopped, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Receive_ReturningNull_FailsTheActorAndSaysWhatToReturn()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => null!), "a");
        actor.Tell(1);
        stage.Run();
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
        Assert.Contains("Behavior.Same", stage.Log.Lines.Single(line => line.Id == 1002).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_AnyMessage_IsUnhandled()
    {
        using var stage = new Stage();
        stage.Spawn(Behavior.Empty<int>(), "a").Tell(1);
        stage.Run();
        Assert.Equal([DeadLetterReason.Unhandled], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Tell_Null_Throws()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Empty<string>(), "a");
        Assert.Throws<ArgumentNullException>(() => actor.Tell(null!));
    }

    [Fact]
    public void Sender_IsTheOneThatWasTold_OfEachMessageAlone()
    {
        using var stage = new Stage();
        var senders = new List<ActorRef?>();
        var other = stage.Spawn(Behavior.Empty<int>(), "other");
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, _) =>
            {
                senders.Add(context.Sender);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1, other);
        actor.Tell(2);
        actor.Tell(3, actor);
        stage.Run();
        Assert.Equal([other, null, actor], senders);
    }

    [Fact]
    public void Turn_OfABusyActor_LetsOthersInAfterItsQuantum()
    {
        using var stage = new Stage();
        int busy = 0;
        int whenOtherRan = -1;
        var first = stage.Spawn(Behavior.Receive<int>((_, _) =>
        {
            busy++;
            return Behavior.Same<int>();
        }), "busy");
        var second = stage.Spawn(Behavior.Receive<int>((_, _) =>
        {
            whenOtherRan = busy;
            return Behavior.Same<int>();
        }), "other");
        for (int i = 0; i < 10_000; i++) first.Tell(i);
        second.Tell(0);
        stage.Run();
        Assert.InRange(whenOtherRan, 1, Cell<int>.TurnMessages);
    }

    [Fact]
    public async Task Tell_FromManyThreads_RunsOneTurnAtATimeAndKeepsEachSendersOrder()
    {
        // Seen to fail when the queue's Signal or Enqueue reports "schedule" without regard to the flag: two turns at once.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        const int Senders = 4;
        const int Each = 50_000;
        var last = new int[Senders];
        int inside = 0;
        int left = Senders * Each;
        string? wrong = null;
        await using var system = ActorSystem.Create("threads");
        var actor = system.Spawn(
            Props.FromBehavior(Behavior.Receive<Point>((_, m) =>
            {
                if (Interlocked.Exchange(ref inside, 1) != 0) wrong = "two at once";
                if (m.Y != last[m.X] + 1) wrong = $"sender {m.X}: {m.Y} after {last[m.X]}";
                last[m.X] = m.Y;
                if (--left == 0) done.SetResult();
                Volatile.Write(ref inside, 0);
                return Behavior.Same<Point>();
            })),
            "a");
        for (int s = 0; s < Senders; s++)
        {
            int sender = s;
            new Thread(() =>
            {
                for (int i = 1; i <= Each; i++)
                {
                    actor.Tell(new Point(sender, i));
                    if (i % 64 == 0) Thread.Yield();
                }
            }) { IsBackground = true }.Start();
        }

        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Null(wrong);
    }
}
