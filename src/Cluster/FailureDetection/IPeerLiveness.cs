namespace Actors.Cluster;

/// <summary>What the links to the peers tell about their life: a hint, never a proof. Thread-safe, and cheap to ask.</summary>
public interface IPeerLiveness
{
    /// <summary>How long ago anything was last received from this incarnation of a peer; null if nothing ever was.</summary>
    TimeSpan? TimeSinceHeard(NodeAddress peer);
}
