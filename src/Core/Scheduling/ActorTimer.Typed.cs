namespace Actors;

/// <summary>Posts a marker when due; the turn that finds it takes <see cref="Message"/>. A periodic one whose marker still waits does not post another.</summary>
internal sealed class ActorTimer<T> : ActorTimer
{
    private readonly Cell<T> _cell;
    private readonly TimerMarker<T> _marker;
    private readonly bool _once;
    private readonly ITimer _timer;
    private int _waiting;
    private bool _over;

    internal ActorTimer(Cell<T> cell, T message, TimeSpan delay, TimeSpan period)
    {
        _cell = cell;
        Message = message;
        _once = period == Timeout.InfiniteTimeSpan;
        _marker = new TimerMarker<T>(this);
        cell.AddTimer(this);
        _timer = cell.System.Time.CreateTimer(static timer => ((ActorTimer<T>)timer!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, period);
    }

    internal T Message { get; }

    public override bool IsCancelled => _over;

    public override void Cancel()
    {
        if (_over) return;
        Disarm();
        _cell.RemoveTimer(this);
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
        if (_once) Cancel();
        return true;
    }

    private void Post()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0) _cell.Post(default!, _marker);
    }
}
