namespace Actors.Remote;

/// <summary>Waits that double from a first to a longest one, each shortened by up to half at random, so that peers do not all come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<int, int> random)
{
    private TimeSpan _last;

    /// <summary>All is well again: the next wait is the first.</summary>
    internal void Reset() => _last = TimeSpan.Zero;

    internal TimeSpan Next()
    {
        _last = _last == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(longest.Ticks, _last.Ticks * 2));
        return _last * (0.5 + (random(1000) / 2000.0));
    }
}
