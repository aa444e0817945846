namespace Actors;

/// <content>The end: leave the cluster, stop the users' actors, then links, then the library's own actors.</content>
public sealed partial class ActorSystem
{
    private readonly Lock _shutdownLock = new();
    private readonly List<(ShutdownPhase Phase, Func<CancellationToken, Task> Step)> _steps = [];
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ShutdownPhase _phaseBegun = ShutdownPhase.None; // under the lock
    private Task? _shutdown;
    private Exception? _cause;

    /// <summary>Completes when the system has shut down; fails with the cause if a guardian's failure ended it.</summary>
    public Task Terminated => _terminated.Task;

    /// <summary>
    /// Stops everything in order: the cluster is left, the users' actors stop (children before parents), links close,
    /// the library's own actors stop. After <paramref name="deadline"/> the rest is abandoned and logged. Idempotent: a
    /// second call waits for the first.
    /// </summary>
    public Task ShutdownAsync(TimeSpan deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        lock (_shutdownLock) return _shutdown ??= ShutDownOnceAsync(deadline);
    }

    /// <summary>Shuts down with <see cref="ActorSystemOptions.ShutdownTimeout"/>.</summary>
    public ValueTask DisposeAsync() => new(ShutdownAsync(_options.ShutdownTimeout));

    /// <summary>True once actors are being stopped, which is after the cluster has been left.</summary>
    internal bool IsShuttingDown { get; private set; }

    /// <summary>Adds a step; steps of a phase run one after the other, the last added first.</summary>
    /// <exception cref="InvalidOperationException">The system shuts down, and that phase has begun: the step would never run.</exception>
    internal void AddShutdownStep(ShutdownPhase phase, Func<CancellationToken, Task> step)
    {
        lock (_shutdownLock)
        {
            if (phase <= _phaseBegun) throw new InvalidOperationException($"the system '{Name}' has shut down, or is about to: create another");
            _steps.Insert(0, (phase, step));
        }
    }

    internal void OnGuardianFailed(Exception cause, ActorPath guardian)
    {
        CoreLog.GuardianFailed(Log, cause, guardian.ToString());
        _cause ??= cause;
        _ = ShutdownAsync(_options.ShutdownTimeout);
    }

    /// <summary>A system without <c>/user</c> is of no use.</summary>
    internal void OnGuardianStopped(Cell guardian)
    {
        if (ReferenceEquals(guardian, _user)) _ = ShutdownAsync(_options.ShutdownTimeout);
    }

    private async Task ShutDownOnceAsync(TimeSpan deadline)
    {
        await Dispatcher.NextTurn(); // not under the caller's lock; and what follows stays with the dispatcher
        using var limit = new CancellationTokenSource(deadline, Time);
        await RunStepsAsync(ShutdownPhase.Leave, limit.Token);
        IsShuttingDown = true;
        await StopAsync(_user, deadline, limit.Token);
        await RunStepsAsync(ShutdownPhase.Disconnect, limit.Token);
        await StopAsync(_root, deadline, limit.Token);
        AskTimeouts.Dispose();
        ActorMetrics.Remove(this);
        if (_cause is null) _terminated.TrySetResult();
        else _terminated.TrySetException(_cause);
    }

    private async Task RunStepsAsync(ShutdownPhase phase, CancellationToken limit)
    {
        Func<CancellationToken, Task>[] steps;
        lock (_shutdownLock)
        {
            _phaseBegun = phase;
            steps = [.. _steps.Where(step => step.Phase == phase).Select(step => step.Step)];
        }

        foreach (var step in steps)
        {
            try
            {
                await step(limit).WaitAsync(limit);
            }
            catch (Exception error)
            {
                CoreLog.ShutdownStepFailed(Log, error, Name);
            }
        }
    }

    private async Task StopAsync(Cell cell, TimeSpan deadline, CancellationToken limit)
    {
        var stopped = WhenTerminated(cell.Self);
        cell.SendSystem(new StopMessage());
        try
        {
            await stopped.WaitAsync(limit);
        }
        catch (OperationCanceledException)
        {
            CoreLog.ShutdownIncomplete(Log, Name, deadline, string.Join(", ", cell.ListChildren().Take(10).Select(child => child.Path.ToString())));
        }
    }
}

/// <summary>When a step of the shutdown runs.</summary>
internal enum ShutdownPhase
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>Before any actor is stopped.</summary>
    Leave,

    /// <summary>When the users' actors have stopped.</summary>
    Disconnect,
}
