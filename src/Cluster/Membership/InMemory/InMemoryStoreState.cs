namespace Actors.Cluster;

/// <summary>
/// What all in-memory stores of one cluster share: the keys. One per simulated cluster; each node gets a
/// <see cref="InMemoryMembershipStore"/> over it. Thread-safe.
/// </summary>
public sealed class InMemoryStoreState
{
    private readonly Lock _lock = new();
    private readonly KeyValueState _state = new();

    /// <summary>Raised at each commit.</summary>
    internal ChangeSignal Changes { get; } = new();

    /// <summary>The number of transactions that were committed.</summary>
    public long Commits { get; private set; }

    /// <summary>Loses everything and starts counting anew, as a Consul agent in development mode does when it is restarted.</summary>
    public void Wipe()
    {
        lock (_lock) _state.Wipe();
        Changes.Raise();
    }

    /// <summary>Puts an earlier state in the place of the present one, as a restored backup does: the keys have their old versions, counting goes on.</summary>
    internal void Restore(StoreView backup)
    {
        lock (_lock) _state.Restore(backup);
        Changes.Raise();
    }

    internal StoreView Read(string prefix)
    {
        lock (_lock) return _state.Read(prefix);
    }

    internal TxnResult Commit(IReadOnlyList<StoreOperation> operations)
    {
        ulong index;
        lock (_lock)
        {
            int conflict = _state.FindConflict(operations);
            if (conflict >= 0) return TxnResult.Conflict(conflict);
            index = _state.Index + 1;
            _state.Apply(operations, index);
            Commits++;
        }

        Changes.Raise();
        return TxnResult.Success(index);
    }

    /// <summary>The answer to a watch if there is one now.</summary>
    internal WatchResult? TryWatch(string prefix, ulong index)
    {
        lock (_lock)
        {
            if (index > _state.Index) return new WatchResult(WatchOutcome.Regressed, 0);
            if (index == 0 || _state.ChangedSince(prefix, index)) return new WatchResult(WatchOutcome.Changed, _state.Index);
            return null;
        }
    }
}
