namespace Actors.Cluster;

/// <summary>Leaves in order: no new shards, hand over what is owned, give the names back, remove the row.</summary>
internal sealed class LeaveProcedure(MembershipContext context)
{
    private const int NamesPerChange = 32;

    /// <summary>True if nothing of this node is left in the store; false if it was declared dead meanwhile.</summary>
    internal async Task<bool> LeaveAsync(Term term, CancellationToken cancellationToken)
    {
        await TryAsync(() => context.Access.ChangeAsync(BeginLeaving, cancellationToken), cancellationToken);
        while (true)
        {
            long seen = context.View.Changes.Version;
            if (context.View.Term != term || context.View.Image is not { } now) return false;
            if (OwnedShards(now, term) == 0) break;
            await context.View.Changes.WaitAsync(seen, context.Options.FullReadInterval, context.Time, cancellationToken);
        }

        while (true)
        {
            var image = await TryAsync(() => context.Access.ChangeAsync(Remove, cancellationToken), cancellationToken);
            var row = image.Find(term.Id);
            if (row is null) return true;
            if (!row.IsAlive || OwnedShards(image, term) > 0) return false;
        }

        bool BeginLeaving(StoreImage now, StoreChange change)
        {
            if (now.Find(term.Id) is not { IsAlive: true } row || row.State == MemberState.Leaving) return false;
            change.SetMember(row with { State = MemberState.Leaving });
            return true;
        }

        bool Remove(StoreImage now, StoreChange change)
        {
            if (now.Find(term.Id) is not { IsAlive: true } row || OwnedShards(now, term) > 0) return false;
            string self = term.Id.ToString();
            var names = now.Names.Values.Where(n => n.Owner == self).Take(NamesPerChange).ToList();
            foreach (var name in names) change.RemoveName(name.Path);
            if (names.Count < NamesPerChange) change.RemoveMember(row.Node);
            return true;
        }
    }

    internal static int OwnedShards(StoreImage image, Term term) => image.Shards.Count(s => s.Owner == term.Id);

    /// <summary>A store that does not answer is tried again until the deadline.</summary>
    private async Task<StoreImage> TryAsync(Func<Task<StoreImage>> change, CancellationToken cancellationToken)
    {
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await change();
            }
            catch (MembershipStoreException e)
            {
                ClusterLog.StepFailed(context.Logger, context.Node, e.Message);
                await context.PauseAsync(context.Jitter.Backoff(failures), cancellationToken);
            }
        }
    }
}
