namespace Actors.Cluster;

/// <summary>
/// The state machine behind the in-memory and the embedded store: keys with versions, transactions, and when each key was
/// last changed. Not thread-safe: its owner holds a lock.
/// </summary>
internal sealed class KeyValueState
{
    /// <summary>How many deleted keys are remembered for watches; beyond, watches with an older index get a false alarm.</summary>
    internal const int MaxTombstones = 1024;

    private readonly SortedDictionary<string, StoreEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _tombstones = new(StringComparer.Ordinal);
    private ulong _forgottenBelow;

    /// <summary>The number of the last commit.</summary>
    internal ulong Index { get; private set; } = 1;

    internal int Count => _entries.Count;

    internal IEnumerable<StoreEntry> Entries => _entries.Values;

    internal StoreView Read(string prefix)
    {
        var found = new List<StoreEntry>();
        foreach (var entry in _entries.Values)
            if (entry.Key.StartsWith(prefix, StringComparison.Ordinal)) found.Add(entry);
        return new StoreView(found, Index);
    }

    /// <summary>The position of the first operation whose comparison fails, or -1.</summary>
    internal int FindConflict(IReadOnlyList<StoreOperation> operations)
    {
        for (int i = 0; i < operations.Count; i++)
        {
            var operation = operations[i];
            ulong version = _entries.TryGetValue(operation.Key, out var entry) ? entry.Version : 0;
            bool holds = operation.Kind switch
            {
                StoreOperationKind.Set or StoreOperationKind.Delete => true,
                StoreOperationKind.CheckExists => version != 0,
                _ => version == operation.Version,
            };
            if (!holds) return i;
        }

        return -1;
    }

    /// <summary>Applies operations whose comparisons hold, as commit number <paramref name="index"/>.</summary>
    internal void Apply(IReadOnlyList<StoreOperation> operations, ulong index)
    {
        Index = index;
        foreach (var operation in operations)
        {
            switch (operation.Kind)
            {
                case StoreOperationKind.Set or StoreOperationKind.CompareAndSet:
                    Put(new StoreEntry(operation.Key, operation.Value, index));
                    break;
                case StoreOperationKind.Delete or StoreOperationKind.CompareAndDelete when _entries.Remove(operation.Key):
                    Bury(operation.Key, index);
                    break;
            }
        }
    }

    /// <summary>Applies a record of a log: entries keep the versions they had, a null value deletes.</summary>
    internal void Replay(ulong index, IReadOnlyList<EmbeddedEntry> entries)
    {
        Index = Math.Max(Index, index);
        foreach (var entry in entries)
        {
            if (entry.Value is null) _entries.Remove(entry.Key);
            else Put(new StoreEntry(entry.Key, entry.Value, entry.Version));
        }
    }

    /// <summary>After a replay the deletions are not known: watches that began before get a false alarm.</summary>
    internal void ForgetHistory() => _forgottenBelow = Index;

    internal bool ChangedSince(string prefix, ulong index)
    {
        if (index < _forgottenBelow) return true;
        foreach (var (key, changed) in _tombstones)
            if (changed > index && key.StartsWith(prefix, StringComparison.Ordinal)) return true;
        foreach (var entry in _entries.Values)
            if (entry.Version > index && entry.Key.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>Loses everything, as a development agent does when it is restarted.</summary>
    internal void Wipe()
    {
        _entries.Clear();
        _tombstones.Clear();
        (Index, _forgottenBelow) = (1, 0);
    }

    /// <summary>Puts the keys of a backup in the place of all; every watch gets a false alarm.</summary>
    internal void Restore(StoreView backup)
    {
        _entries.Clear();
        foreach (var entry in backup.Entries) Put(entry);
        _forgottenBelow = ++Index;
    }

    private void Put(StoreEntry entry)
    {
        _tombstones.Remove(entry.Key);
        _entries[entry.Key] = entry;
    }

    private void Bury(string key, ulong index)
    {
        if (_tombstones.Count >= MaxTombstones)
        {
            _tombstones.Clear();
            _forgottenBelow = index;
        }

        _tombstones[key] = index;
    }
}
