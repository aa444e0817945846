namespace Actors.Cluster;

/// <summary>The cluster at one epoch, as one consistent read saw it. Immutable.</summary>
public sealed class MembershipSnapshot
{
    /// <summary>A node that has not joined yet sees this.</summary>
    public static readonly MembershipSnapshot Empty = new("", UniversePhase.Forming, 0, [], [], new Dictionary<string, NodeAddress>());

    private readonly ShardOwner[] _shards;
    private readonly IReadOnlyDictionary<string, NodeAddress> _names;

    internal MembershipSnapshot(string universe, UniversePhase phase, ulong epoch, IReadOnlyList<Member> members, ShardOwner[] shards, IReadOnlyDictionary<string, NodeAddress> names) =>
        (Universe, Phase, Epoch, Members, _shards, _names) = (universe, phase, epoch, members, shards, names);

    /// <summary>Which life of the store's content this is; another one means that everything was lost in between.</summary>
    public string Universe { get; }

    /// <summary>Whether shards are served.</summary>
    public UniversePhase Phase { get; }

    /// <summary>Grows with every change.</summary>
    public ulong Epoch { get; }

    /// <summary>All members in the order of their names; one per node.</summary>
    public IReadOnlyList<Member> Members { get; }

    /// <summary>The number of shards; 0 before the first read.</summary>
    public int ShardCount => _shards.Length;

    /// <summary>The number of cluster-wide names.</summary>
    public int NameCount => _names.Count;

    /// <summary>Who owns a shard.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard.</exception>
    public ShardOwner OwnerOf(int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, _shards.Length);
        return _shards[shard];
    }

    /// <summary>The node that has registered a cluster-wide name, or null.</summary>
    public NodeAddress? FindName(ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _names.GetValueOrDefault(path.ToString());
    }

    /// <summary>The living member with this address and incarnation (incarnation 0: any), or null.</summary>
    public Member? FindAlive(NodeAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var member in Members)
            if (member.IsAlive && member.Address.Port == address.Port && member.Address.Endpoint == address.Endpoint && (address.Incarnation == 0 || address.Incarnation == member.Address.Incarnation)) return member;
        return null;
    }

    /// <summary>What has become different since <paramref name="older"/>.</summary>
    public MembershipDifference DifferenceFrom(MembershipSnapshot older)
    {
        ArgumentNullException.ThrowIfNull(older);
        var before = older.Members.Where(m => m.IsAlive).ToDictionary(m => m.Address);
        var now = Members.Where(m => m.IsAlive).ToDictionary(m => m.Address);
        var shards = new List<int>();
        for (int i = 0; i < _shards.Length; i++)
            if (i >= older._shards.Length || older._shards[i] != _shards[i]) shards.Add(i);
        return new MembershipDifference(
            [.. now.Values.Where(m => !before.ContainsKey(m.Address))],
            [.. before.Values.Where(m => !now.ContainsKey(m.Address))],
            [.. now.Values.Where(m => before.TryGetValue(m.Address, out var old) && old.State != m.State)],
            shards);
    }
}
