namespace Actors.Remote;

/// <summary>
/// Counts what cannot be read on one stream. Each costs an exception, so some hundred times what it costs to send it. Used by the
/// stream's reader only.
/// </summary>
internal sealed class MalformedRate(RemoteNode node)
{
    private readonly SecondRate _rate = new(node.Time, node.Options.MaxMalformedPerSecond);

    /// <exception cref="SessionLimitException">There were too many within a second.</exception>
    internal void Count()
    {
        if (!_rate.TryCount())
            throw new SessionLimitException($"more than {node.Options.MaxMalformedPerSecond} messages within a second that cannot be read (RemoteOptions.{nameof(RemoteOptions.MaxMalformedPerSecond)})");
    }
}
