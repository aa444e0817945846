namespace Actors.Cluster;

/// <summary>How a read relates to what this node knew.</summary>
internal enum Continuity
{
    /// <summary>The same universe, not older: it is the new truth.</summary>
    Continues,

    /// <summary>No cluster, or the same one at an earlier epoch: the store lost something. Nothing is concluded from what is missing.</summary>
    Lost,

    /// <summary>Another universe: somebody founded the cluster anew.</summary>
    OtherUniverse,
}
