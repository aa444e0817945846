namespace Actors.Cluster;

/// <summary>
/// A small linearizable key-value store under compare-and-set: the authority about members, shards and names.
/// Thread-safe. Disposing it ends pending calls with <see cref="ObjectDisposedException"/> or
/// <see cref="MembershipStoreException"/>.
/// </summary>
/// <remarks>
/// All calls throw <see cref="MembershipStoreException"/> when the store cannot be reached, has no leader, refuses the
/// credentials or does not answer in time (each implementation has a limit: no call waits forever), and
/// <see cref="OperationCanceledException"/> when the token is cancelled; a cancelled transaction's outcome is unknown.
/// Expected outcomes (conflict, time-out of a watch) are values.
/// </remarks>
public interface IMembershipStore : IAsyncDisposable
{
    /// <summary>The most operations in one transaction.</summary>
    const int MaxOperations = 64;

    /// <summary>What and where it is, for logs, for example <c>Consul at http://127.0.0.1:8500/</c>.</summary>
    string Description { get; }

    /// <summary>
    /// True if what was committed can be lost only by an operator's hand. False (Consul in development mode loses all by
    /// a restart) makes the founder of a cluster wait until the leases of a lost predecessor are certainly over.
    /// </summary>
    bool IsDurable { get; }

    /// <summary>
    /// Reads all keys that begin with <paramref name="prefix"/>, atomically (one instant) and linearizably: it sees every
    /// transaction that was committed before the call. No key is an empty list, which never proves that
    /// there were none (the store may have been wiped).
    /// </summary>
    ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Applies all operations in one step or none. Comparisons see the state before the transaction. Durable when it
    /// returns committed.
    /// </summary>
    /// <param name="operations">1 to <see cref="MaxOperations"/>, each key at most once.</param>
    /// <param name="cancellationToken">Gives up waiting; the transaction may be committed nevertheless.</param>
    /// <exception cref="MembershipStoreException">
    /// No decision was received. With <see cref="MembershipStoreException.OutcomeUnknown"/> it may be committed now or later;
    /// without, it is not and never will be. Reading one's own nonce proves the commit; only a changed version of a compared
    /// key proves that it will not come.
    /// </exception>
    /// <exception cref="ArgumentException">A limit is broken; nothing was sent.</exception>
    ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until something under <paramref name="prefix"/> has changed since <paramref name="index"/>, at most about
    /// <paramref name="maxWait"/>. A change is never missed; false alarms are allowed. It is a hint to read, not an
    /// authority: after <see cref="WatchOutcome.Changed"/> call <see cref="ReadConsistentAsync"/>.
    /// </summary>
    /// <param name="prefix">The keys to watch.</param>
    /// <param name="index">The index of the last read or watch; 0 returns at once.</param>
    /// <param name="maxWait">More than zero, at most one minute.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken);

    /// <summary>
    /// Rewrites the caller's own row if it still has <paramref name="version"/> and <paramref name="guardKey"/> exists: the
    /// renewal of a lease. Equal to a <see cref="TxnAsync"/> of the two; a store may do it on a faster path with the same
    /// guarantees.
    /// </summary>
    ValueTask<TxnResult> ConfirmAsync(string guardKey, string key, ulong version, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        TxnAsync([StoreOperation.CheckExists(guardKey), StoreOperation.CompareAndSet(key, version, value)], cancellationToken);
}
