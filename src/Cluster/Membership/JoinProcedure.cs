namespace Actors.Cluster;

/// <summary>Gets a node an incarnation: founds the cluster if there is none, writes the row, confirms it, becomes active.</summary>
internal sealed class JoinProcedure(MembershipContext context, Confirmer confirmer)
{
    private (MemberId Id, ulong Confirms, long Since)? _predecessor;

    /// <summary>Joins. On return the term has begun and its lease was valid.</summary>
    /// <exception cref="MembershipException">The name is taken by a living node, or the settings differ.</exception>
    /// <exception cref="MembershipStoreException">The store does not answer.</exception>
    internal async Task JoinAsync(CancellationToken cancellationToken)
    {
        var image = await WriteRowAsync(cancellationToken);
        var own = image.Members[context.Node];
        var lease = new Lease(context.Time, context.Options.LeaseDuration);
        var term = new Term(own.Id, image.Meta!.Universe, lease, own, image.VersionOf(context.Keys.Member(own.Node)));
        context.View.BeginTerm(term);
        ClusterLog.Joined(context.Logger, context.Node, own.Incarnation, image.Meta.Universe);
        await confirmer.ConfirmAsync(term, cancellationToken);
        await context.Access.ChangeAsync((now, change) => Activate(now, change, term), cancellationToken);
    }

    private async Task<StoreImage> WriteRowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (image, continuity) = await context.Access.ReadAsync(cancellationToken);
            if (image.Meta is null)
            {
                await FoundAsync(image, cancellationToken);
                continue;
            }

            // A node that was a member of a lost universe comes here only to begin a new incarnation in the next one.
            if (continuity == Continuity.OtherUniverse) context.View.Adopt(image);
            if (continuity == Continuity.Lost) throw new MembershipStoreException($"{context.Access.Store.Description} went back to an earlier state; not joining until its members have settled that.");
            if (image.Meta.Settings != context.Options.Settings)
                throw new MembershipException($"The cluster '{context.Options.Cluster}' has the settings '{image.Meta.Settings}', this node has '{context.Options.Settings}'. Set MembershipOptions.ShardCount, LeaseDuration and ClockRateTolerance alike on all nodes, or choose another MembershipOptions.Cluster.");
            if (image.Members.TryGetValue(context.Node, out var row) && row.IsAlive && row.Instance == context.Jitter.Instance) return image;
            if (await MayReplaceAsync(row, cancellationToken)) await TryWriteRowAsync(image, cancellationToken);
        }
    }

    private async Task FoundAsync(StoreImage image, CancellationToken cancellationToken)
    {
        var change = new StoreChange(image, context.Keys, context.Jitter);
        // A durable store cannot have lost a predecessor whose leases may still run; any other may.
        var phase = context.Access.Store.IsDurable ? UniversePhase.Running : UniversePhase.Forming;
        change.SetMeta(new MetaRow(context.Jitter.NewId(), context.Options.Settings, phase, []));
        if (phase == UniversePhase.Forming || context.View.Image is not null) change.RaiseEpoch(UniverseRecovery.FirstEpoch(context.View.Image, context.Time));
        UniverseRecovery.ForgetShards(image, change);
        await context.Access.TryCommitAsync(change, cancellationToken);
        ClusterLog.Founded(context.Logger, context.Options.Cluster, context.Access.Store.Description);
    }

    /// <summary>
    /// A dead row of our name may be replaced, and a living one from our own address: whoever had it is gone, or we could not
    /// have bound the port. One from elsewhere may be replaced when it has not been confirmed for as long as its lease lasts.
    /// </summary>
    private async Task<bool> MayReplaceAsync(MemberRow? row, CancellationToken cancellationToken)
    {
        if (row is null || !row.IsAlive || row.Address.Endpoint == context.Options.Address.Endpoint) return true;
        if (_predecessor is not { } seen || seen.Id != row.Id)
        {
            _predecessor = (row.Id, row.Confirms, context.Time.GetTimestamp());
        }
        else if (seen.Confirms != row.Confirms)
        {
            throw new MembershipException($"The node name '{context.Node}' is in use by {row.Address}, which is alive. Give each node its own MembershipOptions.Node.");
        }
        else if (context.Time.GetElapsedTime(seen.Since) >= context.Options.TakeoverWait)
        {
            return true;
        }

        await context.PauseAsync(context.Options.ConfirmInterval, cancellationToken);
        return false;
    }

    private async Task TryWriteRowAsync(StoreImage image, CancellationToken cancellationToken)
    {
        var change = new StoreChange(image, context.Keys, context.Jitter);
        var address = context.Options.Address;
        change.SetMember(new MemberRow(context.Node, address.System, address.Host, address.Port, change.NewEpoch, context.Jitter.Instance, MemberState.Joining, 0, []));
        if (await context.Access.TryCommitAsync(change, cancellationToken) is not null) await context.PauseAsync(context.Jitter.Backoff(1), cancellationToken);
    }

    /// <summary>Makes a joining member active.</summary>
    internal static bool Activate(StoreImage image, StoreChange change, Term term)
    {
        if (image.Find(term.Id) is not { State: MemberState.Joining } row) return false;
        change.SetMember(row with { State = MemberState.Active });
        return true;
    }
}
