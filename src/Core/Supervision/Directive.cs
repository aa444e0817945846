namespace Actors;

/// <summary>What a parent does about a child whose handler threw. Meanwhile the child's mailbox is kept and suspended.</summary>
public enum Directive
{
    /// <summary>Go on with the next message and the state as it is. An actor whose restart failed has none and is stopped.</summary>
    Resume,

    /// <summary>Replace it by a fresh instance that goes on with the next message.</summary>
    Restart,

    /// <summary>Stop it.</summary>
    Stop,

    /// <summary>Fail with the same cause, so that the parent's own parent decides.</summary>
    Escalate,
}
