namespace Actors;

/// <content>Later: timers, the receive timeout, the stash.</content>
public sealed partial class ActorContext<T>
{
    /// <summary>The actor's timers by name; all end with a restart.</summary>
    public ActorTimers<T> Timers => _cell.MakeExtras().Timers ??= new ActorTimers<T>(_cell);

    /// <summary>Messages kept for later. At most <see cref="Stash{T}.DefaultCapacity"/> unless <see cref="Behavior.WithStash{T}"/> says otherwise.</summary>
    public Stash<T> Stash => _cell.MakeExtras().StashView ??= new Stash<T>(_cell);

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/>, unless it stops or restarts before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public Cancellable ScheduleOnce(TimeSpan delay, T message) => Schedule(delay, Timeout.InfiniteTimeSpan, message, RepeatMode.FixedRate);

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/> and then every <paramref name="period"/>, until it stops or restarts. A message that still waits is not sent again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative, or the period is not positive.</exception>
    public Cancellable ScheduleRepeatedly(TimeSpan delay, TimeSpan period, T message, RepeatMode mode = RepeatMode.FixedRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return Schedule(delay, period, message, mode);
    }

    /// <summary>
    /// Signals <see cref="ReceiveTimeout"/> when no message has been handled for <paramref name="timeout"/>, and again after
    /// each such time; in place of what the props or an earlier call set. Ends with a restart, after which the props hold.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 ms.</exception>
    public void SetReceiveTimeout(TimeSpan timeout) => _cell.SetReceiveTimeout(timeout);

    /// <summary>Ends the receive timeout.</summary>
    public void CancelReceiveTimeout() => _cell.SetReceiveTimeout(null);

    private ActorTimer<T> Schedule(TimeSpan delay, TimeSpan period, T message, RepeatMode mode)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ActorTimer<T>(_cell, message, delay, period, mode);
    }
}
