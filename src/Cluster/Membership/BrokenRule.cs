namespace Actors.Cluster;

/// <summary>A rule of safety that a test breaks on purpose, to prove that the tests notice.</summary>
internal enum BrokenRule
{
    None,

    /// <summary>A dead owner's shard is taken without waiting until its lease is over.</summary>
    TakeoverWithoutWait,

    /// <summary>A lease counts from the answer to its confirmation, not from the time it was sent.</summary>
    LeaseFromAnswer,

    /// <summary>The fencing token is not raised at a takeover.</summary>
    TokenKept,

    /// <summary>A shard is given away without asking the host to end what runs in it.</summary>
    ReleaseSkipped,
}
