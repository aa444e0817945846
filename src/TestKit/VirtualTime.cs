namespace Actors.TestKit;

/// <summary>
/// A <see cref="TimeProvider"/> whose clock stands still until a test moves it. Timers fire inside
/// <see cref="AdvanceBy"/>, on the calling thread, in the order of their due times (ties: in order of creation).
/// Thread-safe; callbacks run without a lock held.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<(VirtualTimer Timer, long Version), (long Due, long Order)> _queue = new();
    private long _ticks;
    private long _order;

    /// <summary>Virtual time starts at 2000-01-01T00:00:00Z.</summary>
    public static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time passed since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The time until the next timer is due, or null when no timer is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
            {
                DropStale();
                return _queue.TryPeek(out _, out var key) ? TimeSpan.FromTicks(Math.Max(0, key.Due - _ticks)) : null;
            }
        }
    }

    /// <summary>Moves the clock forward by <paramref name="time"/>, firing what becomes due on the way, each at its time.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public void AdvanceBy(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long end = Volatile.Read(ref _ticks) + time.Ticks;
        while (true)
        {
            VirtualTimer due;
            lock (_lock)
            {
                DropStale();
                if (!_queue.TryPeek(out var head, out var key) || key.Due > end)
                {
                    _ticks = Math.Max(_ticks, end);
                    return;
                }

                _queue.Dequeue();
                _ticks = Math.Max(_ticks, key.Due);
                due = head.Timer;
                due.Rearm();
            }

            due.Fire();
        }
    }

    private void DropStale()
    {
        while (_queue.TryPeek(out var head, out _) && head.Timer.Version != head.Version)
            _queue.Dequeue();
    }

    private sealed class VirtualTimer(VirtualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        internal long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                Version++;
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan) Enqueue(dueTime);
                return true;
            }
        }

        internal void Rearm()
        {
            Version++;
            if (_period > TimeSpan.Zero) Enqueue(_period);
        }

        internal void Fire() => callback(state);

        private void Enqueue(TimeSpan delay) =>
            owner._queue.Enqueue((this, Version), (owner._ticks + Math.Max(0, delay.Ticks), owner._order++));

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
