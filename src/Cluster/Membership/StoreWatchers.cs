namespace Actors.Cluster;

/// <summary>
/// Those who wait for a change. A commit wakes all; each looks itself whether its prefix is meant. Not thread-safe: used
/// under its owner's lock.
/// </summary>
internal sealed class StoreWatchers
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next commit.</summary>
    internal Task Next => _next.Task;

    /// <summary>Wakes everybody who waits.</summary>
    internal void Wake()
    {
        var woken = _next;
        _next = NewSource();
        woken.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
