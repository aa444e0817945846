namespace Actors.Cluster;

/// <summary>
/// What a member does when the store has lost its state: found a new universe when a majority of the last view is there, and
/// carry its own row and shards over into it. See the decision record on a wiped store.
/// </summary>
internal sealed class UniverseRecovery(MembershipContext context, IPeerLiveness? liveness, Action<NodeAddress> abandon)
{
    /// <summary>How far a new universe's epoch is raised above the last one known.</summary>
    internal const ulong EpochJump = 1UL << 20;

    private static readonly DateTimeOffset Beginning = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MaxTombstones = 16;
    private string? _loggedFreeze;

    /// <summary>
    /// One step. True when the node stands in the new universe with its old incarnation; false: nothing to do but wait.
    /// </summary>
    /// <returns>Null if the node must begin a new incarnation instead.</returns>
    internal async Task<bool?> StepAsync(StoreImage found, Continuity continuity, CancellationToken cancellationToken)
    {
        var last = context.View.Image!;
        if (context.View.Term is not { } term) return null;
        LogFreeze(last, continuity);
        if (continuity == Continuity.Lost)
        {
            if (IsMajorityThere(last, term)) await FoundAsync(found, last, cancellationToken);
            return false;
        }

        return await CarryOverAsync(found, last, term, cancellationToken);
    }

    /// <summary>
    /// Where the epochs of a new universe begin: above what the founder knows, and above what it cannot know, because they
    /// begin with the time of day (2^20 epochs to each second) and grow more slowly than that. So incarnations and tokens, which are
    /// made from epochs, do not come back. Two servers of a shard are excluded without this.
    /// </summary>
    internal static ulong FirstEpoch(StoreImage? last, TimeProvider time)
    {
        ulong seconds = (ulong)Math.Max(0, (time.GetUtcNow() - Beginning).TotalSeconds);
        return Math.Max(1 + (last is null ? 0 : last.Epoch + EpochJump), seconds * EpochJump);
    }

    private void LogFreeze(StoreImage last, Continuity continuity)
    {
        string key = $"{last.Meta!.Universe}/{continuity}";
        if (_loggedFreeze == key) return;
        _loggedFreeze = key;
        ClusterLog.UniverseLost(context.Logger, context.Access.Store.Description, last.Meta.Universe, last.Epoch);
    }

    /// <summary>Refounding needs a majority of the members last known to be active, so that an old view of a few does not become the truth.</summary>
    private bool IsMajorityThere(StoreImage last, Term term)
    {
        var active = last.Members.Values.Where(m => m.State == MemberState.Active).ToList();
        if (!active.Any(m => m.Id == term.Id)) return false;
        int there = active.Count(m => m.Id == term.Id || liveness?.TimeSinceHeard(m.Address) < context.Options.SuspectAfter);
        return there >= (active.Count / 2) + 1;
    }

    private async Task FoundAsync(StoreImage found, StoreImage last, CancellationToken cancellationToken)
    {
        var change = new StoreChange(found, context.Keys, context.Jitter);
        string[] seeds = [.. last.Members.Values.Where(m => m.State == MemberState.Active).Select(m => m.Node).Order(StringComparer.Ordinal)];
        change.SetMeta(new MetaRow(context.Jitter.NewId(), context.Options.Settings, UniversePhase.Forming, seeds));
        change.RaiseEpoch(FirstEpoch(last, context.Time));
        ForgetShards(found, change);
        await context.Access.TryCommitAsync(change, cancellationToken);
    }

    /// <summary>
    /// A restored backup names owners with tokens of long ago, whose successors may be away at the moment. In a new universe only
    /// those own something who come and say so.
    /// </summary>
    internal static void ForgetShards(StoreImage found, StoreChange change)
    {
        for (int shard = 0; shard < found.Shards.Length; shard++)
            if (found.Shards[shard].Token != 0) change.SetShard(shard, null, 0);
    }

    private async Task<bool?> CarryOverAsync(StoreImage found, StoreImage last, Term term, CancellationToken cancellationToken)
    {
        if (found.Meta!.Settings != context.Options.Settings) throw new MembershipException($"The cluster was founded anew with the settings '{found.Meta.Settings}', this node has '{context.Options.Settings}'; it stays out.");
        bool known = found.Members.TryGetValue(term.Id.Node, out var row);
        bool isOurs = known && row!.Id == term.Id && row.Instance == context.Jitter.Instance;
        if (known && !(isOurs && row!.IsAlive)) return null;
        if (!isOurs && (found.Meta.Phase == UniversePhase.Running || last.Find(term.Id) is not { State: MemberState.Active })) return null;
        var change = new StoreChange(found, context.Keys, context.Jitter);
        // Tokens never exceed the epoch of their transaction, so an epoch above all that is known makes tokens above all that is known.
        if (found.Epoch <= last.Epoch) change.RaiseEpoch(FirstEpoch(last, context.Time));
        if (found.Meta.Phase == UniversePhase.Forming && Restore(found, last, term, isOurs, change))
        {
            await context.Access.TryCommitAsync(change, cancellationToken);
            return false;
        }

        Settle(found, term, row!);
        return true;
    }

    /// <summary>Adds what this node knows and the new universe lacks: its row, the dead, its shards, its names. False if nothing is missing.</summary>
    private static bool Restore(StoreImage found, StoreImage last, Term term, bool registered, StoreChange change)
    {
        if (!registered) change.SetMember(last.Find(term.Id)! with { Votes = [] });
        RestoreDead(found, last, change);
        for (int shard = 0; shard < found.Shards.Length; shard++)
        {
            var (owner, token, _) = last.Shards[shard];
            // Whoever remembers the higher token was the later owner. Nobody serves yet, so replacing an owner here is safe.
            if (owner == term.Id && token > found.Shards[shard].Remembered) change.SetShard(shard, term.Id, change.NewEpoch, token);
        }

        string self = term.Id.ToString();
        foreach (var name in last.Names.Values)
            if (name.Owner == self && !found.Names.ContainsKey(name.Path) && change.NameChanges < 8) change.SetName(name);
        return !change.IsEmpty;
    }

    /// <summary>An incarnation that anybody knows to be dead must not come back to life by a loss of the store.</summary>
    private static void RestoreDead(StoreImage found, StoreImage last, StoreChange change)
    {
        int added = 0;
        foreach (var dead in last.Members.Values)
        {
            if (dead.IsAlive || added == MaxTombstones) continue;
            bool there = found.Members.TryGetValue(dead.Node, out var row);
            if (there && (row!.Incarnation != dead.Incarnation || !row.IsAlive)) continue;
            change.SetMember(dead);
            added++;
        }
    }

    private void Settle(StoreImage found, Term term, MemberRow row)
    {
        // Every shard has another token now, and some may have been served elsewhere while this node was away.
        term.Lease.Revoke();
        abandon(row.Address);
        var lease = new Lease(context.Time, context.Options.LeaseDuration);
        context.View.Adopt(found);
        context.View.BeginTerm(new Term(term.Id, found.Meta!.Universe, lease, row, found.VersionOf(context.Keys.Member(row.Node))));
        ClusterLog.CarriedOver(context.Logger, context.Node, row.Incarnation, found.Meta.Universe);
    }
}
