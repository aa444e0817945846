namespace Actors.Cluster;

/// <summary>
/// What this node knows and may do: the last image of the store, its own term, and which shards it serves. All changes go
/// through here, under one lock; readers take one immutable object. Thread-safe.
/// </summary>
internal sealed class MembershipView(MembershipOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<MemberId, long> _goneSince = [];
    private readonly HashSet<int> _releasing = [];
    private readonly Dictionary<int, ulong> _released = [];
    private volatile StoreImage? _image; // written under the lock, as the next
    private volatile Term? _term;
    private string _universeSeen = "";
    private long _universeSince;
    private volatile bool _inDoubt;
    private volatile ShardTable _table = ShardTable.None;

    /// <summary>Called after each new snapshot or table, outside the lock, possibly twice for one.</summary>
    internal Action? OnChanged { get; set; }

    internal ShardTable Table => _table;

    /// <summary>Costs a read: it is asked for each message to a virtual actor.</summary>
    internal StoreImage? Image => _image;

    /// <summary>Null: not joined, or declared dead and not joined again. Costs a read.</summary>
    internal Term? Term => _term;

    /// <summary>True while the last read did not continue what is known: no lease may be renewed upon what the store holds now.</summary>
    internal bool IsInDoubt => _inDoubt;

    /// <summary>Raised at each change.</summary>
    internal ChangeSignal Changes { get; } = new();

    /// <summary>Judges a read sent when this node had already written the version <paramref name="confirmed"/> in <paramref name="universe"/>, and takes it if it continues what is known. Reads are made one after the other.</summary>
    internal Continuity Accept(StoreImage image, string? universe, ulong confirmed)
    {
        lock (_lock)
        {
            if (image.Meta is { } meta && meta.Universe != _universeSeen) (_universeSeen, _universeSince) = (meta.Universe, time.GetTimestamp());
            _inDoubt = _image is not null;
            if (_image is not null && (image.Meta is null || (image.Meta.Universe == _image.Meta!.Universe && (!image.IsNotOlderThan(_image) || (image.Meta.Universe == universe && image.NewestVersion < confirmed))))) return Continuity.Lost;
            if (_image is not null && image.Meta!.Universe != _image.Meta!.Universe) return Continuity.OtherUniverse;
            if (image.Meta is null) return Continuity.Lost;
            Take(image);
        }

        Announce();
        return Continuity.Continues;
    }

    /// <summary>Takes an image of another universe as the new truth; everything known about the old one is void.</summary>
    internal void Adopt(StoreImage image)
    {
        lock (_lock)
        {
            _goneSince.Clear();
            _releasing.Clear();
            _released.Clear();
            Take(image);
        }

        Announce();
    }

    internal void BeginTerm(Term term)
    {
        lock (_lock)
        {
            _term?.Lease.Revoke();
            _releasing.Clear();
            _released.Clear();
            _term = term;
            RebuildTable();
        }

        Announce();
    }

    /// <summary>Stops serving at once. True for the one call that ended it.</summary>
    internal bool EndTerm(Term term)
    {
        term.Lease.Revoke();
        lock (_lock)
        {
            if (_term != term) return false;
            _term = null;
            _releasing.Clear();
            _released.Clear();
            RebuildTable();
        }

        Announce();
        return true;
    }

    /// <summary>How long ago this node itself first read that this owner is not alive; zero if it is, or has just been read.</summary>
    internal TimeSpan GoneFor(MemberId id)
    {
        lock (_lock) return _goneSince.TryGetValue(id, out long since) ? time.GetElapsedTime(since) : TimeSpan.Zero;
    }

    /// <summary>True if the owner's lease is certainly over.</summary>
    internal bool IsOver(StoreImage image, MemberId id) => !image.IsAlive(id) && (options.Broken == BrokenRule.TakeoverWithoutWait || GoneFor(id) >= options.TakeoverWait);

    /// <summary>How long ago this node first read anything of the universe.</summary>
    internal TimeSpan KnownFor(string universe)
    {
        lock (_lock) return universe == _universeSeen ? time.GetElapsedTime(_universeSince) : TimeSpan.Zero;
    }

    /// <summary>Stops serving the shards, before the host is asked to end what runs in them.</summary>
    internal void BeginRelease(IReadOnlyList<int> shards)
    {
        lock (_lock)
        {
            _releasing.UnionWith(shards);
            RebuildTable();
        }

        Announce();
    }

    /// <summary>
    /// A transaction that was decided at <paramref name="lastEpoch"/> may still give the shards away. They are served again
    /// only when a later epoch says that they are still ours: only then can it no longer be committed. 0: none was sent.
    /// </summary>
    internal void EndRelease(IReadOnlyList<int> shards, ulong lastEpoch)
    {
        lock (_lock)
        {
            _releasing.ExceptWith(shards);
            // An earlier attempt's transaction may still be under way.
            foreach (int shard in shards) _released[shard] = Math.Max(lastEpoch, _released.GetValueOrDefault(shard));
            RebuildTable();
        }

        Announce();
    }

    private void Take(StoreImage image)
    {
        (_image, _inDoubt) = (image, false);
        // Whoever reads its own death is dead from then on, also before the loops have acted upon it.
        if (_term is not null && _term.Universe == image.Meta!.Universe && !image.IsAlive(_term.Id)) _term.Lease.Revoke();
        if (_term is not null && image.Find(_term.Id) is { } own) _term.Learn(own, image.VersionOf($"actors/{options.Cluster}/members/{own.Node}"));
        TrackGone(image);
        RebuildTable();
    }

    private void TrackGone(StoreImage image)
    {
        var gone = new HashSet<MemberId>();
        foreach (var shard in image.Shards)
            if (shard.Owner is { } id && !image.IsAlive(id)) gone.Add(id);
        foreach (var name in image.Names.Values)
            if (MemberId.Parse(name.Owner) is var id && !image.IsAlive(id)) gone.Add(id);
        foreach (var row in image.Members.Values)
            if (!row.IsAlive) gone.Add(row.Id);
        foreach (var id in _goneSince.Keys.Except(gone).ToList()) _goneSince.Remove(id);
        long now = time.GetTimestamp();
        foreach (var id in gone) _goneSince.TryAdd(id, now);
    }

    private void RebuildTable()
    {
        if (_image is not { Meta: { Phase: UniversePhase.Running } meta } image || _term is not { } term || term.Universe != meta.Universe || !image.IsAlive(term.Id))
        {
            _table = ShardTable.None;
            return;
        }

        foreach (int shard in _released.Where(r => image.Epoch > r.Value).Select(r => r.Key).ToList()) _released.Remove(shard);
        ulong[] tokens = new ulong[image.Shards.Length];
        for (int i = 0; i < tokens.Length; i++)
            if (image.Shards[i].Owner == term.Id && !_releasing.Contains(i) && !_released.ContainsKey(i)) tokens[i] = image.Shards[i].Token;
        _table = new ShardTable(term.Lease, tokens, image.Epoch);
    }

    private void Announce()
    {
        Changes.Raise();
        OnChanged?.Invoke();
    }
}
