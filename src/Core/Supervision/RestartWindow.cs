namespace Actors;

/// <summary>Counts one child's restarts against its parent's limit. Owned by the parent's turn.</summary>
internal sealed class RestartWindow
{
    private readonly Queue<long> _restarts = new();

    /// <summary>True, and counted, if one more restart at <paramref name="now"/> is within the limit.</summary>
    internal bool TryRestart(SupervisionStrategy strategy, TimeProvider time, long now)
    {
        if (strategy.MaxRestarts == SupervisionStrategy.Unlimited) return true;
        while (_restarts.TryPeek(out long oldest) && time.GetElapsedTime(oldest, now) > strategy.Window) _restarts.Dequeue();
        if (_restarts.Count >= strategy.MaxRestarts) return false;
        _restarts.Enqueue(now);
        return true;
    }
}
