namespace Actors;

/// <summary>
/// The timeouts of all asks: one timer, entries linked into it without allocation. An ask times out at its time or up to
/// <see cref="Tick"/> later. Stripes by thread keep askers on several cores apart. The timer runs while asks wait.
/// </summary>
internal sealed class AskWheel(TimeProvider time) : IDisposable
{
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private const int Slots = 1024;
    private const int IdleTicks = 10;

    private readonly Stripe[] _stripes = CreateStripes();
    private readonly Lock _timerLock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly List<(AskTimer Entry, long Version)> _due = []; // the ticking thread's
    private ITimer? _timer;
    private bool _armed;
    private volatile bool _disposed;
    private int _emptyTicks;
    private long _lastTick;
    private int _ticking;

    private long NowTick => time.GetElapsedTime(_start).Ticks / Tick.Ticks;

    /// <summary>False: the wheel is disposed and the entry not added.</summary>
    internal bool TryAdd(AskTimer entry, TimeSpan timeout, long version)
    {
        int index = Environment.CurrentManagedThreadId & (_stripes.Length - 1);
        var stripe = _stripes[index];
        bool arm;
        lock (stripe)
        {
            if (_disposed) return false;
            entry.WheelVersion = version;
            entry.DueTick = NowTick + (timeout.Ticks / Tick.Ticks) + 1; // read under the lock: a tick that has passed is never chosen
            entry.Stripe = index;
            stripe.Link(entry);
            arm = !_armed;
        }

        if (arm) Arm();
        return true;
    }

    internal void Remove(AskTimer entry)
    {
        var stripe = _stripes[entry.Stripe];
        lock (stripe)
        {
            if (entry.Linked) stripe.Unlink(entry);
        }
    }

    /// <summary>Ends what waits: without the timer it would wait for ever.</summary>
    public void Dispose()
    {
        lock (_timerLock)
        {
            _disposed = true;
            _timer?.Dispose();
        }

        var waiting = new List<(AskTimer Entry, long Version)>();
        foreach (var stripe in _stripes)
        {
            lock (stripe) stripe.TakeAll(waiting);
        }

        foreach (var (entry, version) in waiting) entry.OnClosed(version);
    }

    private void Arm()
    {
        lock (_timerLock)
        {
            if (_armed || _disposed) return;
            _armed = true;
            _emptyTicks = 0;
            Volatile.Write(ref _lastTick, NowTick - Slots); // look into every slot once: an entry may have become due before its adder came here
            _timer ??= time.CreateTimer(static state => ((AskWheel)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Tick, Tick);
        }
    }

    private void OnTick()
    {
        if (Interlocked.Exchange(ref _ticking, 1) != 0) return; // the last tick is still at work; the next one catches up
        try
        {
            long now = NowTick;
            int left = 0;
            foreach (var stripe in _stripes) left += FireDue(stripe, now);
            Volatile.Write(ref _lastTick, now);
            if (left > 0) _emptyTicks = 0;
            else if (++_emptyTicks > IdleTicks) Disarm();
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    private int FireDue(Stripe stripe, long now)
    {
        int left;
        lock (stripe)
        {
            long from = Math.Max(Volatile.Read(ref _lastTick) + 1, now - Slots + 1);
            for (long tick = from; tick <= now; tick++) stripe.TakeDue(tick, now, _due);
            left = stripe.Count;
        }

        foreach (var (entry, version) in _due) entry.OnTimeout(version);
        _due.Clear();
        return left;
    }

    /// <summary>Stops the timer if, with every stripe locked, nothing waits.</summary>
    private void Disarm()
    {
        lock (_timerLock)
        {
            int locked = 0;
            try
            {
                bool empty = true;
                for (; locked < _stripes.Length; locked++)
                {
                    Monitor.Enter(_stripes[locked]);
                    empty &= _stripes[locked].Count == 0;
                }

                if (!empty) return;
                _armed = false;
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            finally
            {
                while (locked > 0) Monitor.Exit(_stripes[--locked]);
            }
        }
    }

    private static Stripe[] CreateStripes()
    {
        // Several for each core, so that two threads rarely share one: on two cores 64 askers made 3 to 6 M asks/s with two, 7.2 with 16.
        var stripes = new Stripe[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(4 * Environment.ProcessorCount, 16, 256))];
        for (int i = 0; i < stripes.Length; i++) stripes[i] = new Stripe();
        return stripes;
    }

    private sealed class Stripe
    {
        private AskTimer?[]? _heads; // with the first entry: most stripes of most systems never have one

        internal int Count { get; private set; }

        internal void Link(AskTimer entry)
        {
            _heads ??= new AskTimer?[Slots];
            ref var head = ref _heads[entry.DueTick & (Slots - 1)];
            entry.Previous = null;
            entry.Following = head;
            if (head is not null) head.Previous = entry;
            head = entry;
            entry.Linked = true;
            Count++;
        }

        internal void Unlink(AskTimer entry)
        {
            if (entry.Previous is not null) entry.Previous.Following = entry.Following;
            else _heads![entry.DueTick & (Slots - 1)] = entry.Following;
            if (entry.Following is not null) entry.Following.Previous = entry.Previous;
            entry.Previous = entry.Following = null;
            entry.Linked = false;
            Count--;
        }

        internal void TakeAll(List<(AskTimer Entry, long Version)> taken)
        {
            foreach (var head in _heads ?? [])
            {
                for (var entry = head; entry is not null;)
                {
                    var following = entry.Following;
                    taken.Add((entry, entry.WheelVersion));
                    Unlink(entry);
                    entry = following;
                }
            }
        }

        /// <summary>Moves what is due in the slot of <paramref name="tick"/> to <paramref name="due"/>; entries of later rounds stay.</summary>
        internal void TakeDue(long tick, long now, List<(AskTimer Entry, long Version)> due)
        {
            for (var entry = _heads?[tick & (Slots - 1)]; entry is not null;)
            {
                var following = entry.Following;
                if (entry.DueTick <= now)
                {
                    due.Add((entry, entry.WheelVersion)); // with its version: it may be in use for another ask when it fires
                    Unlink(entry);
                }

                entry = following;
            }
        }
    }
}
