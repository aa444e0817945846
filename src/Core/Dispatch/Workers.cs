namespace Actors;

/// <summary>
/// A fixed number of threads of its own that run what is queued, first come first served. Started with the first turn;
/// after <see cref="End"/> they run what is queued still, and then end.
/// </summary>
/// <remarks>
/// The queue holds each runnable at most once, so it is bounded by the number of actors. These threads may wait: they
/// are nobody else's.
/// </remarks>
internal sealed class Workers(string name, int most, SynchronizationContext context)
{
    private readonly object _gate = new();
    private readonly Queue<Runnable> _queue = new();
    private int _threads;
    private int _idle; // threads that wait and have not been woken
    private bool _ended;

    /// <summary>False once the threads have been told to end: somebody else must run it.</summary>
    internal bool TryEnqueue(Runnable runnable)
    {
        lock (_gate)
        {
            if (_ended) return false;
            Enqueue(runnable);
            return true;
        }
    }

    /// <summary>From here on nothing is accepted. Idempotent; any thread, also one of its own.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            _idle = 0;
            Monitor.PulseAll(_gate);
        }
    }

    private void Enqueue(Runnable runnable)
    {
        _queue.Enqueue(runnable);
        if (_idle > 0)
        {
            _idle--; // by whom it wakes, so that the next one wakes another
            Monitor.Pulse(_gate);
        }
        else if (_threads < most)
        {
            StartThread();
        }
    }

    private void StartThread()
    {
        _threads++;
        var thread = new Thread(Work) { IsBackground = true, Name = name };
        thread.UnsafeStart();
    }

    private void Work()
    {
        SynchronizationContext.SetSynchronizationContext(context);
        while (Take() is { } next)
        {
            if (!next.Run()) continue;
            lock (_gate) Enqueue(next);
        }
    }

    private Runnable? Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_queue.TryDequeue(out var next)) return next;
                if (_ended)
                {
                    _threads--;
                    return null;
                }

                _idle++;
                Monitor.Wait(_gate);
            }
        }
    }
}
