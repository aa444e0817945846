namespace Actors;

/// <summary>The actor will not handle the message, which went to the dead letters: an ask can't be answered, or a TellAsync waits in vain.</summary>
public sealed class DeadActorException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="target"/>.</summary>
    public DeadActorException(string target, DeadLetterReason reason)
        : base($"{target} will not handle the message: {reason}")
    {
        Target = target;
        Reason = reason;
    }

    /// <summary>Whom it was for.</summary>
    public string Target { get; }

    /// <summary>Why it is not handled.</summary>
    public DeadLetterReason Reason { get; }
}
