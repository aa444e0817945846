namespace Actors.Remote;

/// <summary>
/// Counts what cannot be read on one stream. Each costs an exception, so some hundred times what it costs to send it. Used by the
/// stream's reader only.
/// </summary>
internal sealed class MalformedRate(RemoteNode node)
{
    private int _thisSecond;
    private long _secondBegan = node.Time.GetTimestamp();

    /// <exception cref="SessionLimitException">There were too many within a second.</exception>
    internal void Count()
    {
        if (++_thisSecond <= node.Options.MaxMalformedPerSecond) return;
        if (node.Time.GetElapsedTime(_secondBegan) < TimeSpan.FromSeconds(1))
            throw new SessionLimitException($"more than {node.Options.MaxMalformedPerSecond} messages within a second that cannot be read (RemoteOptions.{nameof(RemoteOptions.MaxMalformedPerSecond)})");
        _secondBegan = node.Time.GetTimestamp();
        _thisSecond = 1;
    }
}
