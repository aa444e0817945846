namespace Actors.Remote;

/// <summary>Paths that mean no fixed actor of this node: the seam for virtual actors.</summary>
internal interface IVirtualPaths
{
    /// <summary>True if <paramref name="path"/> is such a path.</summary>
    bool Covers(ActorPath path);

    /// <summary>
    /// Where a message that a peer sent for <paramref name="path"/> goes: an actor here, or a ref that forwards it to
    /// the owner. <paramref name="stamp"/> is the message's own. Never null.
    /// </summary>
    ActorRef ResolveInbound(ActorPath path, RouteStamp stamp);

    /// <summary>A message that was on its way to an owner that is dead, and has not been sent.</summary>
    void Reroute(ActorPath path, object message, ActorRef? sender, RouteStamp stamp);
}
