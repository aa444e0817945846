namespace Actors;

/// <summary>Posts a marker when due; the turn that finds it takes <see cref="Message"/>. A periodic one whose marker still waits does not post another.</summary>
internal sealed class ActorTimer<T> : ActorTimer
{
    private readonly Cell<T> _cell;
    private readonly TimerMarker<T> _marker;
    private readonly TimeSpan _period;
    private readonly bool _rearms;
    private readonly object? _key;
    private readonly ITimer _timer;
    private int _waiting;
    private bool _over;

    internal ActorTimer(Cell<T> cell, T message, TimeSpan delay, TimeSpan period, RepeatMode mode = RepeatMode.FixedRate, object? key = null)
    {
        _cell = cell;
        Message = message;
        _period = period;
        _rearms = mode == RepeatMode.FixedDelay && period != Timeout.InfiniteTimeSpan;
        _key = key;
        _marker = new TimerMarker<T>(this);
        cell.AddTimer(this);
        _timer = cell.System.Time.CreateTimer(static timer => ((ActorTimer<T>)timer!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, _rearms ? Timeout.InfiniteTimeSpan : period);
    }

    internal T Message { get; }

    public override bool IsCancelled => _over;

    public override void Cancel()
    {
        if (_over) return;
        Disarm();
        _cell.RemoveTimer(this);
        if (_key is not null) _cell.Extras?.Timers?.Remove(_key, this);
    }

    internal override void Disarm()
    {
        _over = true;
        _timer.Dispose();
    }

    /// <summary>On the actor's turn: true if the message is still wanted.</summary>
    internal bool TryFire()
    {
        Volatile.Write(ref _waiting, 0);
        if (_over) return false;
        if (_period == Timeout.InfiniteTimeSpan) Cancel();
        else if (_rearms) _timer.Change(_period, Timeout.InfiniteTimeSpan);
        return true;
    }

    private void Post()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0) _cell.Post(default!, _marker);
    }
}
