namespace Actors.Remote;

/// <summary>Counts what a peer may do so many times within a second. Not thread-safe.</summary>
internal sealed class SecondRate(TimeProvider time, int limit)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _count;
    private long _began;

    /// <summary>False, and not counted: it has been done as often as it may be.</summary>
    internal bool TryCount()
    {
        long now = time.GetTimestamp();
        if (_count == 0 || time.GetElapsedTime(_began, now) >= Second) (_began, _count) = (now, 0);
        if (_count >= limit) return false;
        _count++;
        return true;
    }
}
