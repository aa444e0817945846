namespace Actors.Cluster;

/// <summary>
/// Moves shards of this living node to where they should be: stop serving, let the host end what runs, then transfer with
/// the next token in one transaction. No wait is needed, because the owner itself gives.
/// </summary>
internal sealed class HandOver(MembershipContext context, IShardHost host)
{
    private readonly HashSet<int> _stubborn = [];

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
                if (failures++ == 0) ClusterLog.HandOverDelayed(context.Logger, context.Node, e.Message);
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
            .OrderBy(_stubborn.Contains) // What could not be released before must not hold up the rest again and again.
            .Take(context.Options.MaxHandOver)
            .ToList();
        if (batch.Count == 0) return false;
        ulong lastEpoch = 0;
        context.View.BeginRelease(batch);
        try
        {
            var released = await ReleaseAsync(batch, cancellationToken);
            if (released.Count == 0) throw new MembershipException($"The host did not release any of {batch.Count} shards.");
            var after = await context.Access.ChangeAsync(Transfer, cancellationToken);
            return released.Exists(shard => after.Shards[shard].Owner != term.Id);

            bool Transfer(StoreImage now, StoreChange change)
            {
                // The same incarnation in another universe serves anew: it has not released what the former one did.
                if (context.View.Term != term || !now.IsAlive(term.Id)) return false;
                var to = ShardPlacement.Assign(now);
                foreach (int shard in released)
                {
                    if (now.Shards[shard].Owner != term.Id || to[shard] == term.Id) continue;
                    change.SetShard(shard, to[shard], now.Shards[shard].Token + 1);
                    lastEpoch = now.Epoch;
                }

                return true;
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
        var failed = new List<(int Shard, string Reason)>();
        for (int i = 0; i < batch.Count; i++)
        {
            if (await releases[i] is { } reason) failed.Add((batch[i], reason));
            else released.Add(batch[i]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        bool isNew = failed.Exists(f => !_stubborn.Contains(f.Shard));
        _stubborn.ExceptWith(released);
        _stubborn.UnionWith(failed.Select(static f => f.Shard));
        if (isNew) ClusterLog.ReleaseFailed(context.Logger, failed[0].Shard, failed.Count - 1, failed[0].Reason);
        return released;
    }

    /// <summary>Why it failed; null if it did not.</summary>
    private async Task<string?> ReleaseOneAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            // A host that ignores the token must not hold up the others.
            if (context.Options.Broken != BrokenRule.ReleaseSkipped) await host.ReleaseAsync(shard, cancellationToken).AsTask().WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
