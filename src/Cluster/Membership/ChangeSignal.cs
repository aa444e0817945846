namespace Actors.Cluster;

/// <summary>
/// Wakes those who wait for a change. Waiters go on where they were started, never inside the one who signals. Each waiter
/// says which change it has seen, so that one that happens in between is not missed. Thread-safe.
/// </summary>
internal sealed class ChangeSignal
{
    private readonly Lock _lock = new();
    private readonly HashSet<TaskCompletionSource> _waiting = [];
    private long _version;

    /// <summary>The number of changes so far.</summary>
    internal long Version => Volatile.Read(ref _version);

    internal void Raise()
    {
        TaskCompletionSource[] woken;
        lock (_lock)
        {
            _version++;
            woken = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var waiter in woken) waiter.TrySetResult();
    }

    /// <summary>Returns when there was a change after <paramref name="seen"/>, or after the given time.</summary>
    internal async Task WaitAsync(long seen, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_version > seen) return;
            _waiting.Add(waiter);
        }

        try
        {
            await using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), waiter, longest, Timeout.InfiniteTimeSpan);
            await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
            await waiter.Task;
        }
        finally
        {
            lock (_lock) _waiting.Remove(waiter);
        }
    }
}
