namespace Actors;

/// <summary>No reply came in time. The message may or may not have been handled.</summary>
public sealed class AskTimeoutException : ActorException
{
    internal AskTimeoutException(ActorRef target, Type messageType, TimeSpan waited, long? mailboxDepth, Type? handling)
        : base($"{target} did not answer {messageType.Name} within {waited.TotalMilliseconds:0} ms{(mailboxDepth is null ? "" : $"; {mailboxDepth} messages wait in its mailbox")}{(handling is null ? "" : $"; it is handling a {handling.Name}")}")
    {
        Target = target;
        AskedType = messageType;
        Waited = waited;
        MailboxDepth = mailboxDepth;
        Handling = handling;
    }

    /// <summary>Who was asked.</summary>
    public ActorRef Target { get; }

    /// <summary>The type of the message.</summary>
    public Type AskedType { get; }

    /// <summary>How long the asker waited.</summary>
    public TimeSpan Waited { get; }

    /// <summary>Messages in the target's mailbox at that moment, where the target is local.</summary>
    public long? MailboxDepth { get; }

    /// <summary>The type of the message that the target was handling at that moment, where it is local and handles one.</summary>
    public Type? Handling { get; }
}
