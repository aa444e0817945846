namespace Actors.Remote;

/// <summary>
/// One actor (or one path) of a peer, shared by all refs to it. The table fields belong to the peer's data pump: they
/// say by which number the actor is known on the stream that <see cref="TableStamp"/> names.
/// </summary>
internal sealed class RemoteTarget(Peer peer, ActorPath path, ulong uid, ulong incarnation)
{
    internal Peer Peer => peer;

    internal ActorPath Path => path;

    internal ulong Uid => uid;

    /// <summary>The life of the node that is meant; 0: any.</summary>
    internal ulong Incarnation => incarnation;

    internal uint TableId { get; set; }

    internal long TableStamp { get; set; }

    internal ActorAddress Address => new(peer.AddressOf(incarnation), path, uid);
}
