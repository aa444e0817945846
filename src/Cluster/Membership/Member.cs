namespace Actors.Cluster;

/// <summary>One life of one node in a snapshot.</summary>
/// <param name="Node">The node's name, unique in the cluster.</param>
/// <param name="Address">Where it is reached, with its incarnation.</param>
/// <param name="State">Where it is in its life.</param>
public sealed record Member(string Node, NodeAddress Address, MemberState State)
{
    /// <summary>True for members that run as far as anybody knows: joining, active or leaving.</summary>
    public bool IsAlive => State is MemberState.Joining or MemberState.Active or MemberState.Leaving;
}
