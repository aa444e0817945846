namespace Actors.Cluster;

/// <summary>
/// Keeps the view current: a full consistent read after every change of the epoch and every interval. It is also the one
/// place where this node learns that it was declared dead or that the store lost its state, and acts upon it.
/// </summary>
internal sealed class Watcher(MembershipContext context, JoinProcedure join, UniverseRecovery recovery, Action<NodeAddress> abandon)
{
    private CancellationTokenSource? _watch;
    private volatile bool _isWoken; // since the last read began

    /// <summary>This process does not join again: it leaves, or another process of this node's name has joined.</summary>
    internal bool IsLastTerm { get; set; }

    /// <summary>Makes the loop read at once instead of waiting on.</summary>
    internal void Wake()
    {
        _isWoken = true;
        Interlocked.MemoryBarrier(); // either the watch that begins is seen, or it sees this
        try
        {
            Volatile.Read(ref _watch)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was just about to read anyway.
        }
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                ulong? index = await ReadAsync(cancellationToken);
                failures = 0;
                if (IsLastTerm && context.View.Term is null) return;
                if (index is { } from) await WatchAsync(from, cancellationToken);
                else await context.PauseAsync(context.Jitter.Backoff(3), cancellationToken);
            }
            catch (Exception e) when (e is MembershipStoreException or MembershipException)
            {
                if (failures++ == 0) ClusterLog.WatchFailed(context.Logger, context.Node, e.Message);
                await context.PauseAsync(context.Jitter.Backoff(failures), cancellationToken);
            }
        }
    }

    /// <summary>The index to watch from, or null to read again soon.</summary>
    private async Task<ulong?> ReadAsync(CancellationToken cancellationToken)
    {
        _isWoken = false;
        var (image, continuity) = await context.Access.ReadAsync(cancellationToken);
        if (continuity != Continuity.Continues && context.View.Term is not null)
        {
            bool? settled = await recovery.StepAsync(image, continuity, cancellationToken);
            if (settled is null && context.View.Term is { } lost) await RejoinAsync(lost, image, cancellationToken);
            return null;
        }

        if (context.View.Term is { } term && !image.IsAlive(term.Id)) await RejoinAsync(term, image, cancellationToken);
        else if (context.View.Term is null && !IsLastTerm) await join.JoinAsync(cancellationToken);
        else return image.Index;
        return null;
    }

    private async Task WatchAsync(ulong index, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Interlocked.Exchange(ref _watch, watch);
        try
        {
            if (_isWoken) return; // after the read was sent, it may be
            await context.Access.Store.WatchAsync(context.Keys.Epoch, index, context.Options.FullReadInterval, watch.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            Volatile.Write(ref _watch, null);
        }
    }

    /// <summary>This incarnation is dead: it stops serving at once, what it ran is void, and a new one begins.</summary>
    private async Task RejoinAsync(Term term, StoreImage image, CancellationToken cancellationToken)
    {
        if (context.View.EndTerm(term)) abandon(term.Current.Row.Address);
        if (image.Members.TryGetValue(term.Id.Node, out var row) && row.IsAlive && row.Instance != context.Jitter.Instance)
        {
            IsLastTerm = true;
            ClusterLog.Superseded(context.Logger, context.Node, row.Address);
        }

        if (IsLastTerm) return;
        ClusterLog.Rejoins(context.Logger, term.Id);
        await join.JoinAsync(cancellationToken);
    }
}
