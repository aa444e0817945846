namespace Actors.Cluster;

/// <summary>One consistent read of all keys, with the versions that a change must compare. Immutable after parsing.</summary>
internal sealed class StoreImage
{
    private readonly Dictionary<string, StoreEntry> _entries = new(StringComparer.Ordinal);
    private readonly ShardRow?[] _shardRows;
    private MembershipSnapshot? _snapshot;
    private ulong _epochVersion;

    private StoreImage(ulong index, int shardCount)
    {
        Index = index;
        Shards = new ShardEntry[shardCount];
        _shardRows = new ShardRow?[(shardCount + MembershipKeys.ShardsPerRow - 1) / MembershipKeys.ShardsPerRow];
    }

    internal ulong Index { get; }

    /// <summary>The highest version of any key.</summary>
    internal ulong NewestVersion { get; private set; }

    /// <summary>Null: the store holds no cluster.</summary>
    internal MetaRow? Meta { get; private set; }

    internal ulong Epoch { get; private set; }

    internal Dictionary<string, MemberRow> Members { get; } = new(StringComparer.Ordinal);

    internal ShardEntry[] Shards { get; }

    internal Dictionary<string, NameRow> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>One object, whoever asks first.</summary>
    internal MembershipSnapshot Snapshot => Volatile.Read(ref _snapshot) ?? Interlocked.CompareExchange(ref _snapshot, MakeSnapshot(), null) ?? _snapshot!;

    /// <summary>Reads all rows; those that <paramref name="previous"/> has in the same version are taken from there.</summary>
    /// <exception cref="MembershipException">A row is not valid.</exception>
    internal static StoreImage Parse(StoreView view, MembershipKeys keys, int shardCount, StoreImage? previous)
    {
        var image = new StoreImage(view.Index, shardCount);
        foreach (var entry in view.Entries)
        {
            image._entries[entry.Key] = entry;
            image.NewestVersion = Math.Max(image.NewestVersion, entry.Version);
            if (entry.Key == keys.Epoch) image._epochVersion = entry.Version;
            var old = previous?._entries.GetValueOrDefault(entry.Key) is { } seen && seen.Version == entry.Version && seen.Value.Span.SequenceEqual(entry.Value.Span) ? previous : null;
            if (entry.Key == keys.Meta) image.Meta = old?.Meta ?? RowJson.Read(entry, RowJson.Default.MetaRow);
            else if (entry.Key == keys.Epoch) image.Epoch = old?.Epoch ?? RowJson.Read(entry, RowJson.Default.EpochRow).Epoch;
            else if (entry.Key.StartsWith(keys.Members, StringComparison.Ordinal)) image.AddMember(entry.Key[keys.Members.Length..] is var node && old is not null ? old.Members[node] : RowJson.Read(entry, RowJson.Default.MemberRow));
            else if (entry.Key.StartsWith(keys.Shards, StringComparison.Ordinal)) image.AddShards(entry, old);
            else if (entry.Key.StartsWith(keys.Names, StringComparison.Ordinal)) image.Names[entry.Key[keys.Names.Length..]] = old?.Names[entry.Key[keys.Names.Length..]] ?? RowJson.Read(entry, RowJson.Default.NameRow);
        }

        return image;
    }

    /// <summary>The version a change compares; 0: the key does not exist.</summary>
    internal ulong VersionOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Version : 0;

    /// <summary>
    /// False if this image of the same universe lacks something that the other has: an older backup was restored. An epoch is
    /// written once, so the same epoch in another version is another history; and what is newest is never deleted.
    /// </summary>
    internal bool IsNotOlderThan(StoreImage other)
    {
        if (Epoch < other.Epoch || NewestVersion < other.NewestVersion) return false;
        return Epoch > other.Epoch || _epochVersion == other._epochVersion;
    }

    internal bool IsAlive(MemberId id) => Members.TryGetValue(id.Node, out var row) && row.Incarnation == id.Incarnation && row.IsAlive;

    internal MemberRow? Find(MemberId id) => Members.TryGetValue(id.Node, out var row) && row.Incarnation == id.Incarnation ? row : null;

    private void AddMember(MemberRow row) => Members[row.Node] = row;

    private void AddShards(StoreEntry entry, StoreImage? old)
    {
        var row = old?._shardRows.FirstOrDefault(r => r is not null && entry.Key.EndsWith(FormattableString.Invariant($"{r.First:D4}"), StringComparison.Ordinal)) ?? RowJson.Read(entry, RowJson.Default.ShardRow);
        int number = row.First / MembershipKeys.ShardsPerRow;
        if (row.First < 0 || row.First % MembershipKeys.ShardsPerRow != 0 || number >= _shardRows.Length || row.Tokens.Length != row.Owner.Length || (row.Remembered ?? row.Tokens).Length != row.Owner.Length || row.First + row.Owner.Length > Shards.Length)
            throw new MembershipException($"The store's key '{entry.Key}' does not fit {Shards.Length} shards; was it written by another program?");
        _shardRows[number] = row;
        var owners = Array.ConvertAll(row.Owners, static o => (MemberId?)MemberId.Parse(o));
        for (int i = 0; i < row.Owner.Length; i++)
            Shards[row.First + i] = new ShardEntry(row.Owner[i] < 0 || row.Owner[i] >= owners.Length ? null : owners[row.Owner[i]], row.Tokens[i], row.Remembered?[i] ?? 0);
    }

    private MembershipSnapshot MakeSnapshot()
    {
        if (Meta is null) return MembershipSnapshot.Empty;
        var members = Members.Values.OrderBy(m => m.Node, StringComparer.Ordinal).Select(m => new Member(m.Node, m.Address, m.State)).ToList();
        var addresses = members.Where(m => m.IsAlive).ToDictionary(m => new MemberId(m.Node, m.Address.Incarnation), m => m.Address);
        var shards = Array.ConvertAll(Shards, s => new ShardOwner(s.Owner is { } owner ? addresses.GetValueOrDefault(owner) : null, s.Token));
        var names = new Dictionary<string, NodeAddress>(Names.Count, StringComparer.Ordinal);
        foreach (var name in Names.Values)
            if (addresses.TryGetValue(MemberId.Parse(name.Owner), out var address)) names[name.Path] = address;
        return new MembershipSnapshot(Meta.Universe, Meta.Phase, Epoch, members, shards, names);
    }
}
