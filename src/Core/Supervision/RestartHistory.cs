namespace Actors;

/// <summary>The restarts of a child, or of a group of children, against their parent's limit and for its backoff. Owned by the parent's turn.</summary>
internal sealed class RestartHistory
{
    private readonly Queue<long> _restarts = new();
    private int _failures;
    private long _runsSince;

    /// <summary>True, and counted, if one more restart at <paramref name="now"/> is within the limit.</summary>
    internal bool TryRestart(SupervisionStrategy strategy, TimeProvider time, long now)
    {
        if (strategy.MaxRestarts == SupervisionStrategy.Unlimited) return true;
        while (_restarts.TryPeek(out long oldest) && time.GetElapsedTime(oldest, now) > strategy.Window) _restarts.Dequeue();
        if (_restarts.Count >= strategy.MaxRestarts) return false;
        _restarts.Enqueue(now);
        return true;
    }

    /// <summary>How long to wait before the restart or retry that is due at <paramref name="now"/>; counted.</summary>
    internal TimeSpan NextDelay(RestartBackoff? backoff, TimeProvider time, long now, double chance)
    {
        if (backoff is null) return TimeSpan.Zero;
        if (_failures > 0 && time.GetElapsedTime(_runsSince, now) >= backoff.ResetAfter) _failures = 0;
        var delay = backoff.Delay(_failures, chance);
        if (_failures < int.MaxValue) _failures++;
        _runsSince = now + (long)(delay.TotalSeconds * time.TimestampFrequency);
        return delay;
    }
}
