namespace Actors.Cluster;

/// <summary>Where a member is in its life. It only moves forward.</summary>
public enum MemberState
{
    /// <summary>It has a row and an incarnation, and no shards yet.</summary>
    Joining,

    /// <summary>It may own shards.</summary>
    Active,

    /// <summary>It hands its shards over and will be gone.</summary>
    Leaving,

    /// <summary>Declared dead. It may still run until its lease is over; nobody has taken its shards yet.</summary>
    Dead,

    /// <summary>Dead, and none of its shards is left: nothing of it can come back.</summary>
    Fenced,
}
