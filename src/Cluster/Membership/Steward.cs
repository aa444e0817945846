namespace Actors.Cluster;

/// <summary>
/// What a member does for the cluster, every half second: votes on silent peers, takes what nobody owns, buries the dead.
/// Each decision is a function of one image and this node's own clock, committed against exactly that image.
/// </summary>
internal sealed class Steward(MembershipContext context, FailureDetector detector)
{
    private const int MaxNamesPerChange = 16;
    private const int PatienceForSeeds = 3;
    private readonly DeathVotes _votes = new(context, detector);
    private long _lastLook = context.Time.GetTimestamp();

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellationToken);
                failures = 0;
            }
            catch (Exception e) when (e is MembershipStoreException or MembershipException)
            {
                if (failures++ == 0) ClusterLog.StepFailed(context.Logger, context.Node, e.Message);
            }

            var pause = failures == 0 ? context.Options.StepInterval : context.Jitter.Backoff(failures);
            long paused = context.Time.GetTimestamp();
            await context.PauseAsync(pause, cancellationToken);
            detector.Tick(context.Time.GetElapsedTime(paused) - pause);
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (context.View.Term is not { } term || !term.Lease.IsValid || context.View.Image is not { } image) return;
        detector.Observe(image);
        if (detector.NeedsCounters(image, term.Id) && context.Time.GetElapsedTime(_lastLook) >= context.Options.ConfirmInterval)
        {
            _lastLook = context.Time.GetTimestamp();
            var (read, continuity) = await context.Access.ReadAsync(cancellationToken);
            if (continuity != Continuity.Continues) return;
            detector.Observe(image = read);
        }

        if (Decide(image, new StoreChange(image, context.Keys, context.Jitter), term)) await context.Access.ChangeAsync((now, change) => Decide(now, change, term), cancellationToken);
    }

    private bool Decide(StoreImage image, StoreChange change, Term term)
    {
        detector.Observe(image);
        if (!term.Lease.IsValid) return false;
        // Joining again after a death may have been interrupted before its last step.
        if (JoinProcedure.Activate(image, change, term)) return true;
        if (image.Find(term.Id) is not { State: MemberState.Active }) return false;
        if (image.Meta!.Phase == UniversePhase.Forming) return Open(image, change);
        bool any = _votes.Vote(image, term, change);
        any |= Claim(image, change, term);
        any |= Bury(image, change);
        any |= DropNames(image, change);
        return any;
    }

    /// <summary>
    /// The universe runs when every lease of a lost predecessor is over and a majority of those who refounded it is back. A
    /// majority was there when it was founded; if it dies before it has registered, the rest goes on after three waits.
    /// </summary>
    private bool Open(StoreImage image, StoreChange change)
    {
        var meta = image.Meta!;
        var known = context.View.KnownFor(meta.Universe);
        bool enough = meta.SeedMembers.Length == 0 || meta.SeedMembers.Count(image.Members.ContainsKey) >= (meta.SeedMembers.Length / 2) + 1;
        if (known < context.Options.TakeoverWait * (enough ? 1 : PatienceForSeeds)) return false;
        change.SetMeta(meta with { Phase = UniversePhase.Running });
        return true;
    }

    /// <summary>Takes what should be ours and nobody serves: never owned, given up, or of an owner whose lease is over.</summary>
    private bool Claim(StoreImage image, StoreChange change, Term term)
    {
        bool any = false;
        var target = ShardPlacement.Assign(image);
        for (int shard = 0; shard < target.Length; shard++)
        {
            var (owner, token, _) = image.Shards[shard];
            if (target[shard] != term.Id || (owner is { } id && !context.View.IsOver(image, id))) continue;
            if (owner == term.Id) continue;
            change.SetShard(shard, term.Id, token == 0 ? change.NewEpoch : context.Options.Broken == BrokenRule.TokenKept ? token : token + 1);
            any = true;
        }

        return any;
    }

    /// <summary>A dead member without shards is fenced; the oldest of the fenced are forgotten.</summary>
    private bool Bury(StoreImage image, StoreChange change)
    {
        bool any = false;
        foreach (var row in image.Members.Values)
        {
            if (row.State != MemberState.Dead || !context.View.IsOver(image, row.Id) || HasShards(image, change, row.Id)) continue;
            change.SetMember(row with { State = MemberState.Fenced });
            any = true;
        }

        var fenced = image.Members.Values.Where(m => m.State == MemberState.Fenced).OrderBy(m => m.Incarnation).ToList();
        foreach (var row in fenced.Take(Math.Min(8, fenced.Count - context.Options.MaxFencedMembers)))
        {
            change.RemoveMember(row.Node);
            any = true;
        }

        return any;
    }

    private static bool HasShards(StoreImage image, StoreChange change, MemberId id)
    {
        for (int shard = 0; shard < image.Shards.Length; shard++)
            if (change.OwnerAfter(shard) == id) return true;
        return false;
    }

    private bool DropNames(StoreImage image, StoreChange change)
    {
        bool any = false;
        foreach (var name in image.Names.Values)
        {
            if (change.NameChanges >= MaxNamesPerChange) break;
            if (!context.View.IsOver(image, MemberId.Parse(name.Owner))) continue;
            change.RemoveName(name.Path);
            any = true;
        }

        return any;
    }
}
