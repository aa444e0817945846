namespace Actors.TestKit;

/// <summary>
/// Runs actors on the calling thread, one turn at a time, and only when told to. With <see cref="VirtualTime"/> and a
/// seeded <see cref="ActorSystemOptions.Random"/> a whole system runs deterministically: the same seed gives the same
/// order of everything.
/// </summary>
/// <remarks>
/// While it runs, it is the thread's synchronization context, so what comes after an await in a handler, or after an ask,
/// returns to it and counts as a turn. Scheduling is thread-safe; running is for one thread at a time.
/// </remarks>
public sealed class ManualDispatcher : Dispatcher
{
    /// <summary>Most turns that <see cref="RunUntilIdle"/> runs unless told otherwise.</summary>
    public const int DefaultLimit = 10_000_000;

    private readonly Lock _lock = new();
    private readonly ManualContext _context;
    private readonly Random? _random;
    private readonly List<Runnable> _any = [];
    private readonly Queue<Runnable> _inOrder = new();
    private int _runner;

    /// <summary>Runs turns in the order in which they became due.</summary>
    public ManualDispatcher() => _context = new ManualContext(this);

    /// <summary>Picks each next turn at random from all that are due.</summary>
    /// <param name="seed">The same seed picks the same turns.</param>
    public ManualDispatcher(int seed)
        : this()
    {
        Seed = seed;
        _random = new Random(seed);
    }

    /// <summary>What picks the turns; null where they run in order.</summary>
    public int? Seed { get; }

    /// <summary>Turns that are due.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _random is null ? _inOrder.Count : _any.Count;
        }
    }

    /// <summary>Runs one turn. False if none is due.</summary>
    /// <exception cref="InvalidOperationException">Called from within a turn, or while another thread runs turns.</exception>
    public bool RunOne()
    {
        if (Interlocked.CompareExchange(ref _runner, Environment.CurrentManagedThreadId, 0) != 0)
            throw new InvalidOperationException("the dispatcher is running a turn already; run it from outside the actors, on one thread at a time");
        var before = SynchronizationContext.Current;
        try
        {
            var next = Take();
            if (next is null) return false;
            SynchronizationContext.SetSynchronizationContext(_context);
            if (next.Run()) Add(next);
            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            Volatile.Write(ref _runner, 0);
        }
    }

    /// <summary>Runs turns until none is due and returns how many it ran. Time stands still meanwhile.</summary>
    /// <exception cref="InvalidOperationException">Turns were still due after <paramref name="limit"/> of them.</exception>
    public int RunUntilIdle(int limit = DefaultLimit)
    {
        int turns = 0;
        while (RunOne())
        {
            if (++turns >= limit && Waiting > 0)
                throw new InvalidOperationException($"{Waiting} turns were still due after {turns}; do actors tell each other without end? Else raise the limit.");
        }

        return turns;
    }

    /// <summary>Lets <paramref name="duration"/> of virtual time pass: runs what is due, moves the clock to the next timer, and so on.</summary>
    /// <exception cref="InvalidOperationException">At one moment more than <paramref name="limit"/> turns were due.</exception>
    public void RunFor(VirtualTime time, TimeSpan duration, int limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var end = time.Elapsed + duration;
        while (true)
        {
            RunUntilIdle(limit);
            var left = end - time.Elapsed;
            if (time.NextDue is not { } due || due > left)
            {
                time.AdvanceBy(left);
                return;
            }

            time.AdvanceBy(due);
        }
    }

    internal override void Schedule(Runnable runnable) => Add(runnable);

    internal override void ScheduleLast(Runnable runnable) => Add(runnable);

    private void Add(Runnable runnable)
    {
        lock (_lock)
        {
            if (_random is null) _inOrder.Enqueue(runnable);
            else _any.Add(runnable);
        }
    }

    private Runnable? Take()
    {
        lock (_lock)
        {
            if (_random is null) return _inOrder.TryDequeue(out var first) ? first : null;
            if (_any.Count == 0) return null;
            int index = _random.Next(_any.Count);
            var chosen = _any[index];
            _any[index] = _any[^1];
            _any.RemoveAt(_any.Count - 1);
            return chosen;
        }
    }

    private sealed class ManualContext(ManualDispatcher dispatcher) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => dispatcher.Add(new PostedTurn(d, state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (Volatile.Read(ref dispatcher._runner) != Environment.CurrentManagedThreadId)
                throw new NotSupportedException("a turn cannot be waited for from another thread; post it");
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class PostedTurn(SendOrPostCallback callback, object? state) : Runnable
    {
        internal override bool Run()
        {
            callback(state);
            return false;
        }
    }
}
