namespace Actors;

/// <summary>An ask can't be answered: its message went to the dead letters.</summary>
public sealed class DeadActorException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="target"/>.</summary>
    public DeadActorException(string target, DeadLetterReason reason)
        : base($"the ask to {target} cannot be answered: {reason}")
    {
        Target = target;
        Reason = reason;
    }

    /// <summary>Who was asked.</summary>
    public string Target { get; }

    /// <summary>Why there is no answer.</summary>
    public DeadLetterReason Reason { get; }
}
