namespace Actors.Cluster.Tests;

/// <summary>Breaks a rule on purpose: the epoch is written without being compared, so changes are decided upon what is no longer so.</summary>
internal sealed class CarelessStore(IMembershipStore inner) : IMembershipStore
{
    public string Description => inner.Description;

    public bool IsDurable => inner.IsDurable;

    public ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken) => inner.ReadConsistentAsync(prefix, cancellationToken);

    public ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken) =>
        inner.TxnAsync([.. operations.Select(static o => o.Kind == StoreOperationKind.CompareAndSet && Uncompared(o.Key) ? StoreOperation.Set(o.Key, o.Value) : o)], cancellationToken);

    public ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken) => inner.WatchAsync(prefix, index, maxWait, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // A row of shards holds 32, so comparing its version would stand in for the epoch where the cluster is as small as the simulated one.
    private static bool Uncompared(string key) => key.EndsWith("/epoch", StringComparison.Ordinal) || key.Contains("/shards/", StringComparison.Ordinal);
}
