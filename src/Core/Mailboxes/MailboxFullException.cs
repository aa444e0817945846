namespace Actors;

/// <summary>The actor's mailbox has no room, and is set to say so to the teller. The message was not taken, and is no dead letter.</summary>
public sealed class MailboxFullException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="target"/>; <paramref name="setting"/> names the limit that was reached.</summary>
    public MailboxFullException(ActorPath target, int limit, string setting)
        : base($"the mailbox of {target} is full ({setting} {limit}); tell slower, raise the limit, or choose another MailboxOverflow")
    {
        Target = target;
        Limit = limit;
        Setting = setting;
    }

    /// <summary>Whose mailbox.</summary>
    public ActorPath Target { get; }

    /// <summary>The limit that was reached.</summary>
    public int Limit { get; }

    /// <summary>The name of the limit: <see cref="MailboxOptions.Capacity"/> or <see cref="MailboxOptions.MaxWaiting"/>.</summary>
    public string Setting { get; }
}
