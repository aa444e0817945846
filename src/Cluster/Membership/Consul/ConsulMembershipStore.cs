using System.Globalization;

namespace Actors.Cluster;

/// <summary>
/// The store in Consul's key-value part. Reads are <c>?consistent</c>, changes are transactions (<c>/v1/txn</c>), watches are
/// blocking queries. Sessions, locks and health checks are not used: none of them proves life or death.
/// </summary>
public sealed class ConsulMembershipStore : IMembershipStore
{
    private readonly ConsulClient _client;
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public ConsulMembershipStore(ConsulOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = new ConsulClient(options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Description => _client.Description;

    /// <summary>False: an agent in development mode loses everything by a restart, and a client cannot tell.</summary>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var call = Link(cancellationToken);
        var (values, index) = await _client.GetKeysAsync($"v1/kv/{Escape(prefix)}?recurse&consistent", TimeSpan.Zero, call.Token);
        var entries = new List<StoreEntry>(values.Length);
        foreach (var value in values) entries.Add(new StoreEntry(value.Key, value.Value ?? [], value.ModifyIndex));
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return new StoreView(entries, index);
    }

    /// <inheritdoc/>
    public async ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken)
    {
        StoreOperation.CheckTransaction(operations);
        using var call = Link(cancellationToken);
        var sent = new ConsulTxnOperation[operations.Count];
        for (int i = 0; i < sent.Length; i++) sent[i] = Translate(operations[i]);
        var response = await _client.TxnAsync(sent, call.Token);
        if (response.Errors is { Length: > 0 } errors) return TxnResult.Conflict(errors[0].OpIndex);
        // All writes of a transaction share one ModifyIndex; the results of checks carry older ones.
        ulong version = 0;
        foreach (var result in response.Results ?? []) version = Math.Max(version, result.KeyValue?.ModifyIndex ?? 0);
        return TxnResult.Success(version);
    }

    /// <inheritdoc/>
    public async ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var call = Link(cancellationToken);
        string wait = ((long)Math.Max(1, maxWait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        // Consul adds up to a sixteenth to the wait.
        var (_, now) = await _client.GetKeysAsync($"v1/kv/{Escape(prefix)}?recurse&consistent&index={index}&wait={wait}ms", maxWait * 1.07, call.Token);
        if (now < index) return new WatchResult(WatchOutcome.Regressed, 0);
        return now > index || index == 0 ? new WatchResult(WatchOutcome.Changed, now) : new WatchResult(WatchOutcome.TimedOut, index);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested) return ValueTask.CompletedTask;
        _disposed.Cancel();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private CancellationTokenSource Link(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
    }

    /// <summary>Slashes separate; everything else of a key may stand in a URL only escaped.</summary>
    private static string Escape(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));

    private static ConsulTxnOperation Translate(StoreOperation operation) => new(operation.Kind switch
    {
        StoreOperationKind.Set => new("set", operation.Key, operation.Value.ToArray(), null),
        StoreOperationKind.CompareAndSet => new("cas", operation.Key, operation.Value.ToArray(), operation.Version),
        StoreOperationKind.Delete => new("delete", operation.Key, null, null),
        StoreOperationKind.CompareAndDelete => new("delete-cas", operation.Key, null, operation.Version),
        StoreOperationKind.Check => new("check-index", operation.Key, null, operation.Version),
        // A get of a missing key fails the whole transaction, in every version of Consul.
        StoreOperationKind.CheckExists => new("get", operation.Key, null, null),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Kind, "No such operation."),
    });
}
