namespace Actors.Cluster;

/// <summary>Whether a cluster's state can be acted upon. A universe is one life of the store's content.</summary>
public enum UniversePhase
{
    /// <summary>
    /// The state was made anew and a predecessor may have been lost: members register and restore what they owned, and
    /// nobody serves a shard until every lease of the predecessor is certainly over.
    /// </summary>
    Forming,

    /// <summary>Shards are served and placed.</summary>
    Running,
}
