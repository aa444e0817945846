namespace Actors;

/// <summary>Why a message was not handled.</summary>
public enum DeadLetterReason
{
    /// <summary>The actor had stopped, or stopped before it came to the message.</summary>
    ActorStopped,

    /// <summary>No actor holds the path.</summary>
    NoSuchActor,

    /// <summary>The behaviour returned Unhandled.</summary>
    Unhandled,

    /// <summary>The handler threw while it handled the message.</summary>
    HandlerFailed,

    /// <summary>The actor takes messages of another type.</summary>
    WrongType,

    /// <summary>A reply to an ask that is over: answered already, timed out or cancelled.</summary>
    LateReply,

    /// <summary>The message type has no codec, or its codec failed; it cannot leave the process.</summary>
    NotSerializable,

    /// <summary>The message is larger than a frame may be.</summary>
    TooLarge,

    /// <summary>The queue towards the peer is full.</summary>
    OutboundFull,

    /// <summary>The link to the peer broke while the message was on its way out; it may or may not have arrived.</summary>
    LinkLost,

    /// <summary>The peer is dead or has been given up.</summary>
    PeerDead,

    /// <summary>A peer sent a message with an id that is not registered here.</summary>
    UnknownMessage,

    /// <summary>A peer sent a payload that is not what its id promises.</summary>
    MalformedMessage,

    /// <summary>A peer may not reach that path.</summary>
    Forbidden,

    /// <summary>No node may serve the virtual actor at present, or the message was forwarded too often.</summary>
    NoOwner,

    /// <summary>The node's lease has expired: a virtual actor may not send.</summary>
    LeaseExpired,

    /// <summary>The name is not known in the cluster.</summary>
    UnknownName,

    /// <summary>The system is shutting down.</summary>
    ShuttingDown,

    /// <summary>The actor's mailbox had no room for it.</summary>
    MailboxFull,

    /// <summary>It was given up in a full mailbox to make room for a newer one.</summary>
    MailboxDisplaced,

    /// <summary>The actor's own kind of mailbox threw when it was to take the message.</summary>
    MailboxFailed,

    /// <summary>An interceptor of the actor's refused it, or threw.</summary>
    Intercepted,

    /// <summary>A task piped to the actor had a result that could not be made a message.</summary>
    PipeFailed,

    /// <summary>The router has no routee at present.</summary>
    NoRoutee,
}
