namespace Actors;

/// <summary>
/// Runs all of its actors on a fixed number of threads of its own, first come first served, apart from the thread pool:
/// for work that is to be kept to so many threads, or that blocks them and may not keep others waiting. What a handler
/// awaits comes back to these threads. Thread-safe; may serve several systems, whole or some of their actors.
/// </summary>
/// <remarks>
/// Nothing need be disposed: the threads start when they are needed and end when the last system that uses them has shut
/// down. A handler that blocks keeps its thread; when all are blocked, the other actors wait.
/// </remarks>
public sealed class WorkerPoolDispatcher : Dispatcher
{
    /// <summary>Most threads of one pool: 1,024.</summary>
    public const int MaxThreads = 1_024;

    private readonly HashSet<ActorSystem> _systems = [];
    private readonly TurnContext _context;
    private Workers? _workers;

    /// <summary>Creates the dispatcher; no thread starts before it is used.</summary>
    /// <param name="threads">How many threads, 1 to <see cref="MaxThreads"/>.</param>
    public WorkerPoolDispatcher(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = threads;
        _context = new TurnContext(this);
    }

    /// <summary>How many threads there are at most.</summary>
    public int Threads { get; }

    internal override Dispatcher ForActor(ActorSystem system)
    {
        bool first;
        lock (_systems)
        {
            first = _systems.Add(system);
            if (_workers is null) Volatile.Write(ref _workers, new Workers("actors", Threads, _context));
        }

        if (first) AtEndOf(system, Detach);
        return this;
    }

    internal override void Schedule(Runnable runnable)
    {
        if (Volatile.Read(ref _workers)?.TryEnqueue(runnable) != true) ThreadPool.Schedule(runnable); // no system is left; what comes late goes to the dead letters
    }

    internal override void ScheduleLast(Runnable runnable) => Schedule(runnable);

    private void Detach(ActorSystem system)
    {
        lock (_systems)
        {
            if (!_systems.Remove(system) || _systems.Count > 0) return;
            _workers?.End();
            Volatile.Write(ref _workers, null);
        }
    }
}
