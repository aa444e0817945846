namespace Actors;

/// <summary>
/// Gives each actor a thread of its own, for code that must always run on one thread, or that blocks: all of the
/// actor's turns, and what its handlers await, run there. Made with <see cref="Dispatcher.Pinned"/> for actors in small
/// numbers: a thread costs far more than an actor. Thread-safe; may serve several systems.
/// </summary>
/// <remarks>
/// The thread starts with the actor's first turn and ends with the actor, at the latest with its system. A handler
/// that blocks its thread until something that it awaits itself has ended waits for ever.
/// </remarks>
public sealed class PinnedDispatcher : Dispatcher
{
    /// <summary>Most actors of <see cref="Dispatcher.Pinned"/> at one time: 1,024.</summary>
    public const int DefaultMaxThreads = 1_024;

    private readonly Dictionary<ActorSystem, HashSet<PinnedThread>> _threads = [];
    private int _count;

    /// <summary>Creates one with a limit of its own.</summary>
    /// <param name="maxThreads">Most actors at one time, 1 to 100,000; to spawn one more is an <see cref="InvalidOperationException"/>.</param>
    public PinnedDispatcher(int maxThreads = DefaultMaxThreads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxThreads, 100_000);
        MaxThreads = maxThreads;
    }

    /// <summary>Most actors at one time.</summary>
    public int MaxThreads { get; }

    /// <summary>Actors that have, or will have, a thread now.</summary>
    public int Count => Volatile.Read(ref _count);

    internal override Dispatcher ForActor(ActorSystem system)
    {
        PinnedThread made;
        bool first;
        lock (_threads)
        {
            if (_count >= MaxThreads) throw new InvalidOperationException($"{_count} actors have a thread of their own already; raise {nameof(PinnedDispatcher)}.{nameof(MaxThreads)}, or give them another dispatcher");
            made = new PinnedThread(this, system);
            first = !_threads.TryGetValue(system, out var threads);
            if (first) _threads.Add(system, threads = []);
            threads!.Add(made);
            _count++;
        }

        if (first) AtEndOf(system, Detach);
        return made;
    }

    /// <summary>What is no actor's turn needs no thread of its own.</summary>
    internal override void Schedule(Runnable runnable) => ThreadPool.Schedule(runnable);

    internal override void ScheduleLast(Runnable runnable) => ThreadPool.ScheduleLast(runnable);

    private void Remove(ActorSystem system, PinnedThread thread)
    {
        lock (_threads)
        {
            if (_threads.TryGetValue(system, out var threads) && threads.Remove(thread)) _count--;
        }
    }

    private void Detach(ActorSystem system)
    {
        PinnedThread[] left;
        lock (_threads) left = _threads.Remove(system, out var threads) ? [.. threads] : [];
        Interlocked.Add(ref _count, -left.Length);
        foreach (var thread in left) thread.Release();
    }

    private sealed class PinnedThread : Dispatcher
    {
        private readonly PinnedDispatcher _owner;
        private readonly ActorSystem _system;
        private readonly Workers _worker;

        internal PinnedThread(PinnedDispatcher owner, ActorSystem system)
        {
            _owner = owner;
            _system = system;
            _worker = new Workers("actor", 1, new TurnContext(this));
        }

        internal override void Schedule(Runnable runnable)
        {
            if (!_worker.TryEnqueue(runnable)) ThreadPool.Schedule(runnable); // the actor has stopped; what comes late goes to the dead letters
        }

        internal override void ScheduleLast(Runnable runnable) => Schedule(runnable);

        internal override void Release()
        {
            _worker.End();
            _owner.Remove(_system, this);
        }
    }
}
