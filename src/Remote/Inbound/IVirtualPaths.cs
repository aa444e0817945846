namespace Actors.Remote;

/// <summary>Paths that mean no fixed actor of this node: the seam for virtual actors.</summary>
internal interface IVirtualPaths
{
    /// <summary>True if <paramref name="path"/> is such a path.</summary>
    bool Covers(ActorPath path);

    /// <summary>
    /// Where a message that a peer sent for <paramref name="path"/> goes: an actor here, or a ref that forwards it to
    /// the owner unless it has been forwarded <paramref name="hops"/> times already. Never null.
    /// </summary>
    ActorRef ResolveInbound(ActorPath path, uint hops);

    /// <summary>A message that was on its way to an owner that is dead, and has not been sent.</summary>
    void Reroute(ActorPath path, object message, ActorRef? sender, uint hops);
}
