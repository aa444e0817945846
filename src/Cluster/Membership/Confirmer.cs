namespace Actors.Cluster;

/// <summary>Renews the lease: rewrites the node's own row and counts from the time of sending.</summary>
internal sealed class Confirmer(MembershipContext context)
{
    private const int MaxAttempts = 4;

    /// <summary>Raised when the store no longer holds our row as we know it: somebody must read everything.</summary>
    internal Action? OnDoubt { get; set; }

    /// <summary>Confirms every interval until cancelled. Never fails: a store that does not answer only lets the lease run out.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            long started = context.Time.GetTimestamp();
            try
            {
                bool confirmed = context.View.Term is { } term && await ConfirmAsync(term, cancellationToken);
                if (confirmed && failures > 0) ClusterLog.ConfirmsAgain(context.Logger, context.Node);
                failures = 0;
            }
            catch (Exception e) when (e is MembershipStoreException or MembershipException)
            {
                if (failures++ == 0) ClusterLog.ConfirmFailed(context.Logger, context.Node, e.Message);
            }

            var wait = failures == 0 ? context.Options.ConfirmInterval - context.Time.GetElapsedTime(started) : context.Jitter.Backoff(failures);
            if (wait > TimeSpan.Zero) await context.PauseAsync(wait, cancellationToken);
        }
    }

    /// <summary>One confirmation; false if the store no longer holds our row as we know it. A row that a vote has changed meanwhile is read again and confirmed anew, with a new time of sending.</summary>
    internal async Task<bool> ConfirmAsync(Term term, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (row, version) = term.Current;
            // A full read may have learnt of our death, or that the store lost its state, before the watcher acts upon it.
            if (!row.IsAlive || context.View.IsInDoubt) break;
            row = row with { Confirms = row.Confirms + 1, Nonce = context.Jitter.Nonce() };
            long sent = context.Time.GetTimestamp();
            var result = await SendAsync(term, row, version, cancellationToken);
            if (result.Committed)
            {
                term.Learn(row, result.Version);
                long from = context.Options.Broken == BrokenRule.LeaseFromAnswer ? context.Time.GetTimestamp() : sent;
                term.LastContact = sent;
                term.Lease.Extend(from);
                return true;
            }

            if (!await RefreshAsync(term, version, cancellationToken)) break;
        }

        OnDoubt?.Invoke();
        return false;
    }

    private async Task<TxnResult> SendAsync(Term term, MemberRow row, ulong version, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(context.Options.ConfirmTimeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await context.Access.Store.ConfirmAsync(context.Keys.Universe(term.Universe), context.Keys.Member(row.Node), version, RowJson.Write(row, RowJson.Default.MemberRow), either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MembershipStoreException($"No confirmation from {context.Access.Store.Description} within {context.Options.ConfirmTimeout} (MembershipOptions.ConfirmTimeout).", outcomeUnknown: true, e);
        }
    }

    /// <summary>
    /// Reads our own row after the confirmation of another version of it failed. False if it is not ours any more, not alive, or
    /// older than what we know; what that means only a full read tells.
    /// </summary>
    private async Task<bool> RefreshAsync(Term term, ulong failed, CancellationToken cancellationToken)
    {
        string key = context.Keys.Member(term.Id.Node);
        var read = await context.Access.Store.ReadConsistentAsync(key, cancellationToken);
        foreach (var entry in read.Entries)
        {
            if (entry.Key != key) continue;
            var row = RowJson.Read(entry, RowJson.Default.MemberRow);
            if (row.Id != term.Id || row.Instance != context.Jitter.Instance || !row.IsAlive) return false;
            term.Learn(row, entry.Version);
            return entry.Version > failed;
        }

        return false;
    }
}
