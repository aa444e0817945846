namespace Actors.Core.Tests;

/// <summary>The end of a system: in order, within its deadline, once.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public void ShutdownAsync_RunsItsPhasesInOrder()
    {
        var stage = new Stage();
        var events = new List<string>();
        stage.Spawn(
            Behavior.Empty<int>().OnSignal((_, signal) =>
            {
                if (signal is PostStop) events.Add("actors");
                return Behavior.Same<int>();
            }),
            "a");
        AddStep(stage, ShutdownPhase.Disconnect, "disconnect", events);
        AddStep(stage, ShutdownPhase.Leave, "leave", events);
        AddStep(stage, ShutdownPhase.Leave, "leave, added last", events);
        stage.Dispose();
        Assert.Equal(["leave, added last", "leave", "actors", "disconnect"], events);
        Assert.True(stage.System.Terminated.IsCompletedSuccessfully);
    }

    [Fact]
    public void ShutdownAsync_WithAStuckHandler_EndsAtTheDeadlineAndNamesTheActor()
    {
        var stage = new Stage();
        var never = new TaskCompletionSource();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, _) =>
            {
                await never.Task;
                return Behavior.Same<int>();
            }),
            "stuck");
        actor.Tell(1);
        stage.Run();
        var shutdown = stage.System.ShutdownAsync(TimeSpan.FromSeconds(3));
        stage.RunFor(TimeSpan.FromSeconds(2));
        Assert.False(shutdown.IsCompleted);
        stage.RunFor(TimeSpan.FromSeconds(2));
        Assert.True(shutdown.IsCompletedSuccessfully);
        Assert.Contains("/user/stuck", stage.Log.TextsOf(1006)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ShutdownAsync_WithAStepThatThrowsOrHangs_GoesOn()
    {
        var stage = new Stage();
        stage.System.AddShutdownStep(ShutdownPhase.Leave, _ => throw new Boom());
        stage.System.AddShutdownStep(ShutdownPhase.Disconnect, _ => new TaskCompletionSource().Task);
        var shutdown = stage.System.ShutdownAsync(TimeSpan.FromSeconds(3));
        stage.RunFor(TimeSpan.FromSeconds(4));
        Assert.True(shutdown.IsCompletedSuccessfully);
        Assert.Equal(2, stage.Log.TextsOf(1007).Length);
    }

    [Fact]
    public void ShutdownAsync_Twice_IsOneShutdown()
    {
        var stage = new Stage();
        int steps = 0;
        stage.System.AddShutdownStep(ShutdownPhase.Leave, _ =>
        {
            steps++;
            return Task.CompletedTask;
        });
        var first = stage.System.ShutdownAsync(TimeSpan.FromSeconds(1));
        Assert.Same(first, stage.System.ShutdownAsync(TimeSpan.FromSeconds(9)));
        stage.Dispose();
        Assert.Equal(1, steps);
    }

    [Fact]
    public async Task ShutdownAsync_WithAnAskThatWaits_EndsTheAsk()
    {
        // Seen to hang when the wheel is disposed without ending what waits in it.
        var stage = new Stage();
        var silent = stage.System.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => Behavior.Same<int>())), "silent");
        var ask = silent.Ask<int, int>(1, TimeSpan.FromHours(1)).AsTask();
        stage.Run();
        Assert.False(ask.IsCompleted);
        stage.Dispose();
        stage.Run();
        Assert.True(ask.IsCompleted);
        var error = await Assert.ThrowsAsync<DeadActorException>(() => ask);
        Assert.Equal(DeadLetterReason.ShuttingDown, error.Reason);
        var late = silent.Ask<int, int>(1, TimeSpan.FromHours(1)).AsTask();
        stage.Run();
        await Assert.ThrowsAsync<DeadActorException>(() => late);
    }

    [Fact]
    public async Task DisposeAsync_OnTheThreadPool_StopsEverything()
    {
        ActorRef<int> actor;
        await using (var system = ActorSystem.Create("pool"))
            actor = system.Spawn(Props.FromBehavior(Behavior.Empty<int>()), "a");
        Assert.False(actor.IsAlive);
    }

    private static void AddStep(Stage stage, ShutdownPhase phase, string name, List<string> events) =>
        stage.System.AddShutdownStep(phase, _ =>
        {
            events.Add(name);
            return Task.CompletedTask;
        });
}
