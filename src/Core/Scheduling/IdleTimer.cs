namespace Actors;

/// <summary>
/// A receive timeout. Messages only note the time; the timer, when it fires, looks how long ago the last was and waits for
/// the rest.
/// </summary>
internal sealed class IdleTimer<T> : ActorTimer
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Cell<T> _cell;
    private readonly TimeSpan _timeout;
    private readonly IdleMarker<T> _marker;
    private readonly ITimer _timer;
    private long _last;
    private int _waiting;
    private bool _over;

    internal IdleTimer(Cell<T> cell, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, Shortest);
        _cell = cell;
        _timeout = timeout;
        _marker = new IdleMarker<T>(this);
        cell.AddTimer(this);
        Touch();
        _timer = cell.System.Time.CreateTimer(static timer => ((IdleTimer<T>)timer!).Post(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm(timeout);
    }

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

    /// <summary>A message has come, or its handler has ended.</summary>
    internal void Touch() => _last = _cell.System.Time.GetTimestamp();

    /// <summary>On the actor's turn, when the timer has fired. True: nothing has come for the whole time; it begins anew.</summary>
    internal bool IsDue()
    {
        Volatile.Write(ref _waiting, 0);
        if (_over) return false;
        var left = _timeout - _cell.System.Time.GetElapsedTime(_last);
        if (left > TimeSpan.Zero)
        {
            Arm(left);
            return false;
        }

        Touch();
        Arm(_timeout);
        return true;
    }

    private void Arm(TimeSpan time) => _timer.Change(time < Shortest ? Shortest : time, Timeout.InfiniteTimeSpan);

    private void Post()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0) _cell.Post(default!, _marker);
    }
}
