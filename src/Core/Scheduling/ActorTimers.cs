namespace Actors;

/// <summary>
/// An actor's timers by name; from <see cref="Behavior.WithTimers{T}"/> or the context. For its own handlers only. All end
/// when the actor restarts or stops; then, and when one is cancelled or replaced, its message does not come any more, not
/// even if it waits in the mailbox already.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public sealed class ActorTimers<T>
{
    private readonly Cell<T> _cell;
    private readonly Dictionary<object, ActorTimer<T>> _timers = [];

    internal ActorTimers(Cell<T> cell) => _cell = cell;

    /// <summary>Timers that will fire (again).</summary>
    public int Count => _timers.Count;

    /// <summary>Tells the actor <paramref name="message"/> after <paramref name="delay"/>. A timer of the same <paramref name="key"/> is replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public void StartOnce(object key, TimeSpan delay, T message) => Start(key, delay, Timeout.InfiniteTimeSpan, RepeatMode.FixedRate, message);

    /// <summary>Tells the actor <paramref name="message"/> after <paramref name="delay"/> and then every <paramref name="period"/>. A timer of the same <paramref name="key"/> is replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative, or the period is not positive.</exception>
    public void StartRepeatedly(object key, TimeSpan delay, TimeSpan period, T message, RepeatMode mode = RepeatMode.FixedRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Start(key, delay, period, mode, message);
    }

    /// <summary>True if a timer of that key will fire (again).</summary>
    public bool IsActive(object key) => _timers.ContainsKey(key);

    /// <summary>Ends the timer of that key. False if there is none.</summary>
    public bool Cancel(object key)
    {
        if (!_timers.TryGetValue(key, out var timer)) return false;
        timer.Cancel();
        return true;
    }

    /// <summary>Ends all timers that have a key.</summary>
    public void CancelAll()
    {
        foreach (var timer in _timers.Values.ToArray()) timer.Cancel();
    }

    /// <summary>The actor has ended them all.</summary>
    internal void Clear() => _timers.Clear();

    internal void Remove(object key, ActorTimer<T> timer)
    {
        if (_timers.TryGetValue(key, out var held) && ReferenceEquals(held, timer)) _timers.Remove(key);
    }

    private void Start(object key, TimeSpan delay, TimeSpan period, RepeatMode mode, T message)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Cancel(key);
        _timers[key] = new ActorTimer<T>(_cell, message, delay, period, mode, key);
    }
}
