namespace Actors.Cluster;

/// <summary>
/// Moves shards of this living node to where they should be: stop serving, let the host end what runs, then transfer with
/// the next token in one transaction. No wait is needed, because the owner itself gives.
/// </summary>
internal sealed class HandOver(MembershipContext context, IShardHost host)
{
    /// <summary>Looks after every change, and every so often.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            long seen = context.View.Changes.Version;
            try
            {
                bool moved = await StepAsync(cancellationToken);
                failures = 0;
                if (moved) continue;
            }
            catch (Exception e) when (e is MembershipStoreException or MembershipException)
            {
                ClusterLog.HandOverDelayed(context.Logger, context.Node, e.Message);
                failures++;
            }

            if (failures > 0) await context.PauseAsync(context.Jitter.Backoff(failures), cancellationToken);
            else await context.View.Changes.WaitAsync(seen, context.Options.FullReadInterval, context.Time, cancellationToken);
        }
    }

    /// <summary>One batch. True if something was moved.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (context.View.Term is not { } term || !term.Lease.IsValid || context.View.Image is not { Meta.Phase: UniversePhase.Running } image || !image.IsAlive(term.Id)) return false;
        var target = ShardPlacement.Assign(image);
        var batch = Enumerable.Range(0, image.Shards.Length)
            .Where(s => image.Shards[s].Owner == term.Id && target[s] != term.Id)
            .Take(context.Options.MaxHandOver)
            .ToList();
        if (batch.Count == 0) return false;
        ulong lastEpoch = image.Epoch;
        context.View.BeginRelease(batch);
        try
        {
            var released = await ReleaseAsync(batch, cancellationToken);
            if (released.Count == 0) throw new MembershipException($"The host did not release any of {batch.Count} shards.");
            var after = await context.Access.ChangeAsync(Transfer, cancellationToken);
            return released.Exists(shard => after.Shards[shard].Owner != term.Id) ? true : throw new MembershipException("The shards are to stay here after all.");

            bool Transfer(StoreImage now, StoreChange change)
            {
                lastEpoch = now.Epoch;
                var to = ShardPlacement.Assign(now);
                foreach (int shard in released)
                    if (now.Shards[shard].Owner == term.Id && to[shard] != term.Id) change.SetShard(shard, to[shard], now.Shards[shard].Token + 1);
                return now.IsAlive(term.Id);
            }
        }
        finally
        {
            context.View.EndRelease(batch, lastEpoch);
        }
    }

    private async Task<List<int>> ReleaseAsync(List<int> batch, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(context.Options.ReleaseTimeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var releases = batch.Select(shard => ReleaseOneAsync(shard, either.Token)).ToList();
        var released = new List<int>(batch.Count);
        for (int i = 0; i < batch.Count; i++)
            if (await releases[i]) released.Add(batch[i]);
        cancellationToken.ThrowIfCancellationRequested();
        return released;
    }

    private async Task<bool> ReleaseOneAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            // A host that ignores the token must not hold up the others.
            await host.ReleaseAsync(shard, cancellationToken).AsTask().WaitAsync(cancellationToken);
            return true;
        }
        catch (Exception e)
        {
            ClusterLog.ReleaseFailed(context.Logger, shard, e.Message);
            return false;
        }
    }
}
