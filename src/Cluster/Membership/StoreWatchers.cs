namespace Actors.Cluster;

/// <summary>
/// Those who wait for a change. A commit wakes all; each looks itself whether its prefix is meant. Not thread-safe: taken
/// under its owner's lock, and completed without it because what waits goes on inside.
/// </summary>
internal sealed class StoreWatchers
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next commit.</summary>
    internal Task Next => _next.Task;

    /// <summary>Those who wait now; complete it to wake them.</summary>
    internal TaskCompletionSource Take()
    {
        var woken = _next;
        _next = NewSource();
        return woken;
    }

    private static TaskCompletionSource NewSource() => new();
}
