namespace Actors.Cluster;

/// <summary>
/// A change that is decided upon exactly one <see cref="StoreImage"/>: its transaction compares the epoch of the image and
/// raises it, so that of all changes decided upon one image only one can ever be committed, however late it arrives.
/// </summary>
internal sealed class StoreChange(StoreImage image, MembershipKeys keys, Jitter jitter)
{
    private readonly Dictionary<string, MemberRow?> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ShardEntry> _shards = [];
    private readonly Dictionary<string, NameRow?> _names = new(StringComparer.Ordinal);
    private MetaRow? _meta;
    private bool _onlyVotes = true;

    /// <summary>The epoch after the commit. A change may raise it further, never lower.</summary>
    internal ulong NewEpoch { get; private set; } = image.Epoch + 1;

    internal bool IsEmpty => _members.Count == 0 && _shards.Count == 0 && _names.Count == 0 && _meta is null;

    internal int NameChanges => _names.Count;

    internal void RaiseEpoch(ulong epoch) => NewEpoch = Math.Max(NewEpoch, epoch);

    internal void SetMeta(MetaRow meta) => (_meta, _onlyVotes) = (meta, false);

    internal void SetMember(MemberRow row) => (_members[row.Node], _onlyVotes) = (row, false);

    internal void RemoveMember(string node) => (_members[node], _onlyVotes) = (null, false);

    /// <summary>Votes change a row without a new epoch: they decide nothing by themselves.</summary>
    internal void SetVotes(MemberRow row) => _members[row.Node] = row;

    internal void SetShard(int shard, MemberId? owner, ulong token, ulong remembered = 0) => (_shards[shard], _onlyVotes) = (new ShardEntry(owner, token, remembered), false);

    internal void SetName(NameRow name) => (_names[name.Path], _onlyVotes) = (name, false);

    internal void RemoveName(string path) => (_names[path], _onlyVotes) = (null, false);

    /// <summary>The owner after the change.</summary>
    internal MemberId? OwnerAfter(int shard) => _shards.TryGetValue(shard, out var changed) ? changed.Owner : image.Shards[shard].Owner;

    internal List<StoreOperation> Build()
    {
        string universe = (_meta ?? image.Meta)?.Universe ?? throw new InvalidOperationException("A change needs a universe.");
        var operations = new List<StoreOperation>();
        BuildUniverse(operations, universe);
        foreach (var (node, row) in _members)
            Put(operations, keys.Member(node), row is null ? null : RowJson.Write(row with { Nonce = jitter.Nonce() }, RowJson.Default.MemberRow));
        foreach (int row in _shards.Keys.Select(s => s / MembershipKeys.ShardsPerRow).Distinct().Order())
            Put(operations, keys.ShardRow(row), RowJson.Write(BuildRow(row), RowJson.Default.ShardRow));
        foreach (var (path, name) in _names)
            Put(operations, keys.Name(path), name is null ? null : RowJson.Write(name with { Nonce = jitter.Nonce() }, RowJson.Default.NameRow));
        return operations;
    }

    private void BuildUniverse(List<StoreOperation> operations, string universe)
    {
        if (universe == image.Meta?.Universe)
        {
            operations.Add(StoreOperation.CheckExists(keys.Universe(universe)));
        }
        else
        {
            operations.Add(StoreOperation.CompareAndSet(keys.Universe(universe), 0, RowJson.Write(new EpochRow(NewEpoch, jitter.Nonce()), RowJson.Default.EpochRow)));
            if (image.Meta is not null) operations.Add(StoreOperation.Delete(keys.Universe(image.Meta.Universe)));
        }

        if (_meta is not null) Put(operations, keys.Meta, RowJson.Write(_meta with { Nonce = jitter.Nonce() }, RowJson.Default.MetaRow));
        if (_onlyVotes) operations.Add(StoreOperation.Check(keys.Epoch, image.VersionOf(keys.Epoch)));
        else Put(operations, keys.Epoch, RowJson.Write(new EpochRow(NewEpoch, jitter.Nonce()), RowJson.Default.EpochRow));
    }

    private void Put(List<StoreOperation> operations, string key, byte[]? value)
    {
        ulong version = image.VersionOf(key);
        if (value is not null) operations.Add(StoreOperation.CompareAndSet(key, version, value));
        else if (version != 0) operations.Add(StoreOperation.CompareAndDelete(key, version));
    }

    private ShardRow BuildRow(int row)
    {
        int first = row * MembershipKeys.ShardsPerRow;
        int count = Math.Min(MembershipKeys.ShardsPerRow, image.Shards.Length - first);
        var owners = new List<string>();
        int[] owner = new int[count];
        ulong[] tokens = new ulong[count];
        ulong[] remembered = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            (var id, tokens[i], remembered[i]) = _shards.TryGetValue(first + i, out var changed) ? changed : image.Shards[first + i];
            owner[i] = -1;
            if (id is null) continue;
            string text = id.Value.ToString();
            owner[i] = owners.IndexOf(text);
            if (owner[i] >= 0) continue;
            owner[i] = owners.Count;
            owners.Add(text);
        }

        return new ShardRow(first, [.. owners], owner, tokens, remembered.Any(static t => t != 0) ? remembered : null, jitter.Nonce());
    }
}
