namespace Actors.Remote;

/// <summary>
/// Something has changed between this node and another; published on the system's <see cref="EventStream"/> beside the log
/// line that says it. Sessions' beginnings and ends come in their order, one after the other: a listener that does not return
/// holds up those behind it. No lock is held while listeners are told: they may call the node and its cluster, and wait for
/// others that do.
/// </summary>
/// <param name="Peer">The other node, in the life that was met; for a client, a name made here.</param>
public abstract record LinkEvent(NodeAddress Peer);

/// <summary>A session with the peer has begun.</summary>
/// <param name="Peer">The other node.</param>
public sealed record LinkConnected(NodeAddress Peer) : LinkEvent(Peer);

/// <summary>The session has ended. It is opened anew where something waits, or membership lists the peer.</summary>
/// <param name="Peer">The other node.</param>
/// <param name="Reason">What ended it.</param>
/// <param name="InOrder">One of both sides has left; false: something broke.</param>
public sealed record LinkDisconnected(NodeAddress Peer, string Reason, bool InOrder) : LinkEvent(Peer);

/// <summary>That life of the peer, and all before it, count as over: refs to it are dead, its watchers have been told.</summary>
/// <param name="Peer">The other node.</param>
/// <param name="Reason">Why.</param>
public sealed record PeerDied(NodeAddress Peer, string Reason) : LinkEvent(Peer);
