namespace Actors.Remote;

/// <summary>
/// One actor (or one path) of a peer, shared by all refs to it. The table fields belong to the peer's data pump: they
/// say by which number the actor is known on the stream that <see cref="TableStamp"/> names.
/// </summary>
internal sealed class RemoteTarget(Peer peer, ActorPath path, ulong uid, ulong incarnation) : IEquatable<RemoteTarget>
{
    private SizeEstimate _size;
    private string? _text;

    /// <summary>The present one: a peer that was only named, or is over, may have been forgotten since.</summary>
    internal Peer Peer => peer.For(incarnation);

    internal ActorPath Path => path;

    internal ulong Uid => uid;

    /// <summary>The life of the node that is meant; 0: any.</summary>
    internal ulong Incarnation => incarnation;

    /// <summary>How large what is told to it is.</summary>
    internal ref SizeEstimate Size => ref _size;

    /// <summary>Which part of the peer's targets its path belongs to; see <see cref="RemoteOptions.DataStreams"/>.</summary>
    internal int Lane { get; } = LaneOf(path, peer.Node.Options.DataStreams);

    internal uint TableId { get; set; }

    internal long TableStamp { get; set; }

    /// <summary>The same place is one key, also when it has been forgotten and made again.</summary>
    public bool Equals(RemoteTarget? other) =>
        ReferenceEquals(this, other)
        || (other is not null && ReferenceEquals(other.Peer, Peer) && other.Uid == uid && other.Incarnation == incarnation && other.Path.Equals(path));

    public override bool Equals(object? obj) => Equals(obj as RemoteTarget);

    public override int GetHashCode() => HashCode.Combine(path, uid);

    /// <summary>By the path alone: whether the actor is named with its life or without, what is told to it stays in order. FNV-1a, which is the same in every run.</summary>
    private static int LaneOf(ActorPath path, int lanes)
    {
        if (lanes == 1) return 0;
        ulong hash = 14695981039346656037;
        foreach (char c in path.ToString()) hash = (hash ^ c) * 1099511628211;
        return (int)((hash ^ (hash >> 32)) % (ulong)lanes);
    }

    /// <summary>For dead letters: a flood that finds no room would make the same text for each of them. A gateway's node may change.</summary>
    internal string AddressText => peer.Gateway is null ? _text ??= Address.ToString() : Address.ToString();

    internal ActorAddress Address => peer.Gateway is not null && RemoteClient.IsVirtual(path) ? new(null, path) : new(peer.AddressOf(incarnation), path, uid);
}
