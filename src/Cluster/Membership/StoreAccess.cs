namespace Actors.Cluster;

/// <summary>
/// Reads and changes of the store by this node. One read at a time, so that a later read is never older than an earlier one.
/// </summary>
internal sealed class StoreAccess(IMembershipStore store, MembershipKeys keys, MembershipOptions options, MembershipView view, Jitter jitter, TimeProvider time)
{
    private readonly AsyncGate _reading = new();

    internal IMembershipStore Store => store;

    internal MembershipKeys Keys => keys;

    /// <summary>Reads everything and shows it to the view.</summary>
    /// <exception cref="MembershipStoreException">No answer.</exception>
    /// <exception cref="MembershipException">The store holds what is not ours.</exception>
    internal async Task<(StoreImage Image, Continuity Continuity)> ReadAsync(CancellationToken cancellationToken)
    {
        using (await _reading.EnterAsync(cancellationToken))
        {
            // Every version acknowledged before the read was sent is in it, or the store has gone back.
            var term = view.Term;
            ulong confirmed = term?.Current.Version ?? 0;
            var read = await store.ReadConsistentAsync(keys.Prefix, cancellationToken);
            var image = StoreImage.Parse(read, keys, options.ShardCount, view.Image);
            return (image, view.Accept(image, term?.Universe, confirmed));
        }
    }

    /// <summary>
    /// Reads, decides, and commits, until <paramref name="decide"/> has nothing left to change: it must see in the image
    /// whether its wish is already fulfilled, which also settles transactions whose answer was lost.
    /// </summary>
    /// <exception cref="MembershipStoreException">The store does not answer, or its state is not the one this node knew, or others change it without end.</exception>
    internal async Task<StoreImage> ChangeAsync(Func<StoreImage, StoreChange, bool> decide, CancellationToken cancellationToken)
    {
        MembershipStoreException? last = null;
        for (int attempt = 0; attempt < options.MaxChangeAttempts; attempt++)
        {
            var (image, continuity) = await ReadAsync(cancellationToken);
            if (continuity != Continuity.Continues) throw new MembershipStoreException($"{store.Description} no longer holds the state this node knew; nothing is changed until that is settled.");
            var change = new StoreChange(image, keys, jitter);
            if (!decide(image, change) || change.IsEmpty) return image;
            last = await TryCommitAsync(change, cancellationToken);
            if (attempt > 0 || last is not null) await Task.Delay(jitter.Backoff(attempt - 1), time, cancellationToken);
        }

        throw new MembershipStoreException($"A change at {store.Description} did not come through in {options.MaxChangeAttempts} attempts (MembershipOptions.MaxChangeAttempts).", outcomeUnknown: true, last);
    }

    /// <summary>Sends a change; a lost answer is returned, since the next read settles it.</summary>
    internal async Task<MembershipStoreException?> TryCommitAsync(StoreChange change, CancellationToken cancellationToken)
    {
        try
        {
            await store.TxnAsync(change.Build(), cancellationToken);
            return null;
        }
        catch (MembershipStoreException e) when (e.OutcomeUnknown)
        {
            return e;
        }
    }
}
