using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>Reads the membership when a ping or a message names an epoch that this node has not seen. Thread-safe.</summary>
internal sealed class SnapshotRefresh(MembershipService membership, RemoteNode remote, ILogger log) : IDisposable
{
    /// <summary>Between two reads for the same epoch: it may be made up, or the store may not answer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private bool _reading;
    private ulong _wanted;
    private long _lastBegan;

    /// <summary>Any thread, also under the caller's locks.</summary>
    internal void OnEpochSeen(ulong epoch)
    {
        if (epoch <= membership.Snapshot.Epoch || _stopping.IsCancellationRequested) return;
        lock (_lock)
        {
            if (_reading || (epoch <= _wanted && remote.Time.GetElapsedTime(_lastBegan) < Pause)) return;
            _reading = true;
            _wanted = epoch;
            _lastBegan = remote.Time.GetTimestamp();
        }

        _ = ReadAsync();
    }

    public void Dispose() => _stopping.Cancel();

    private async Task ReadAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not under the caller's locks
        try
        {
            await membership.RefreshAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // the node stops
        }
        catch (Exception error) when (error is MembershipStoreException or MembershipException or OperationCanceledException)
        {
            if (remote.Quiet.IsNews($"refresh {error.Message}", "membership")) VirtualLog.RefreshFailed(log, error.Message);
        }
        finally
        {
            lock (_lock) _reading = false;
        }
    }
}
