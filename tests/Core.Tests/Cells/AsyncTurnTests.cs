namespace Actors.Core.Tests;

/// <summary>Handlers that await: still one message at a time, in order.</summary>
public sealed class AsyncTurnTests
{
    [Fact]
    public void ReceiveAsync_WhileItAwaits_HandlesNothingElse()
    {
        using var stage = new Stage(seed: 3);
        var gate = new TaskCompletionSource();
        var seen = new List<string>();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, m) =>
            {
                seen.Add($"{m} begins");
                if (m == 1) await gate.Task;
                seen.Add($"{m} ends");
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Equal(["1 begins"], seen);
        gate.SetResult();
        stage.Run();
        Assert.Equal(["1 begins", "1 ends", "2 begins", "2 ends"], seen);
    }

    [Fact]
    public void ReceiveAsync_StoppedWhileItAwaits_StopsWhenItHasEnded()
    {
        using var stage = new Stage();
        var gate = new TaskCompletionSource();
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, m) =>
            {
                await gate.Task;
                seen.Add(m);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.True(actor.IsAlive);
        gate.SetResult();
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Equal([1], seen);
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void ReceiveAsync_ThrowingAfterAwait_FailsAsThrowingBeforeIt()
    {
        using var stage = new Stage();
        var gate = new TaskCompletionSource();
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, m) =>
            {
                if (m == 1)
                {
                    await gate.Task;
                    throw new Boom();
                }

                seen.Add(m);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal([2], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void ReceiveAsync_AwaitingAnAskOfAnotherActor_GoesOnWithItsReply()
    {
        using var stage = new Stage(seed: 5);
        var replies = new List<int>();
        var doubler = stage.Spawn(
            Behavior.Receive<(int Value, ActorRef<int> ReplyTo)>((_, m) =>
            {
                m.ReplyTo.Tell(m.Value * 2);
                return Behavior.Same<(int, ActorRef<int>)>();
            }),
            "doubler");
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (context, m) =>
            {
                replies.Add(await doubler.Ask<(int, ActorRef<int>), int>(replyTo => (m, replyTo), TimeSpan.FromSeconds(1)));
                return Behavior.Same<int>();
            }),
            "a");
        for (int i = 0; i < 100; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 2), replies);
    }

    [Fact]
    public async Task ReceiveAsync_OnTheThreadPool_KeepsOneAtATimeAndOrder()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int inside = 0;
        int last = -1;
        await using var system = ActorSystem.Create("pool");
        var actor = system.Spawn(
            Props.FromBehavior(Behavior.ReceiveAsync<int>(async (_, m) =>
            {
                if (Interlocked.Exchange(ref inside, 1) != 0 || m != last + 1) done.TrySetException(new InvalidOperationException($"{m} after {last}"));
                if (m % 3 == 0) await Task.Yield();
                last = m;
                Volatile.Write(ref inside, 0);
                if (m == 29_999) done.TrySetResult();
                return Behavior.Same<int>();
            })),
            "a");
        for (int i = 0; i < 30_000; i++) actor.Tell(i);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
