namespace Actors.Remote;

/// <summary>Waits that double from a first to a longest one, each shortened by up to half at random, so that peers do not all come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Func<int, int> random)
{
    private TimeSpan _next = first;

    internal TimeSpan Next()
    {
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(longest.Ticks, wait.Ticks * 2));
        return wait * (0.5 + (random(1000) / 2000.0));
    }
}
