namespace Actors.Remote;

/// <content>
/// The end of it. From when it begins no session begins any more, dialled or accepted: whoever asks for one is refused, and knows
/// then what a goodbye would have told it.
/// </content>
public sealed partial class RemoteNode
{
    /// <summary>What peers are told.</summary>
    internal const string ShutsDown = "the node shuts down";

    private Task? _stopped;
    private bool _leaves;

    /// <summary>
    /// Said goodbye, or about to. Who did not know would be back at once, and its new session would cut off what the old one still brings.
    /// What is decided by it is decided under the peer's lock, which is taken once after it is set.
    /// </summary>
    internal bool Leaves => Volatile.Read(ref _leaves);

    /// <summary>
    /// Says goodbye and closes all links. What waits to be sent is sent first, for at most a second. Peers that dial meanwhile
    /// are refused with the reason <c>Leaving</c>, which is a goodbye to them too.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), Time);
        await StopAsync(limit.Token).ConfigureAwait(false);
    }

    private Task StopAsync(CancellationToken limit)
    {
        Volatile.Write(ref _leaves, true);
        lock (_peersLock) return _stopped ??= StopOnceAsync(limit);
    }

    private async Task StopOnceAsync(CancellationToken limit)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await Task.WhenAll(_peers.Values.Select(peer => peer.LeaveAsync(limit))).ConfigureAwait(false);
        }
        finally
        {
            await CloseAsync().ConfigureAwait(false); // whatever a transport throws
        }
    }

    private async Task CloseAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Peer[] all;
        lock (_peersLock) all = [.. _peers.Values]; // none is added from here on
        try
        {
            foreach (var peer in all) peer.Close(DeadLetterReason.ShuttingDown, "shutting down");
        }
        finally
        {
            await Transport.DisposeAsync().ConfigureAwait(false);
        }
    }
}
