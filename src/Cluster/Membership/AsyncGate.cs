namespace Actors.Cluster;

/// <summary>
/// Lets one at a time through, in order. Unlike a semaphore it goes on where its waiters were started (a simulation's
/// scheduler), not on the thread pool. Thread-safe.
/// </summary>
internal sealed class AsyncGate
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private bool _taken;

    internal async ValueTask<Pass> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_taken)
            {
                _taken = true;
                return new Pass(this);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(turn);
        }

        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn);
        await turn.Task;
        return new Pass(this);
    }

    private void Leave()
    {
        while (true)
        {
            TaskCompletionSource? next;
            lock (_lock)
            {
                next = _waiting.First?.Value;
                if (next is null)
                {
                    _taken = false;
                    return;
                }

                _waiting.RemoveFirst();
            }

            if (next.TrySetResult()) return;
        }
    }

    internal readonly struct Pass(AsyncGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
