namespace Actors;

/// <summary>
/// Where messages for one actor go, whatever their type. Immutable, thread-safe, and valid for as long as anybody holds
/// it; telling an actor that has stopped puts the message into the dead letters.
/// </summary>
public abstract class ActorRef : IEquatable<ActorRef>
{
    private protected ActorRef()
    {
    }

    /// <summary>The actor's place in its own system.</summary>
    public abstract ActorPath Path { get; }

    /// <summary>
    /// False once the actor is known to have stopped. True is a hint only: the actor may stop at any moment, and of an
    /// actor on another node the news takes a while.
    /// </summary>
    public abstract bool IsAlive { get; }

    /// <summary>
    /// Messages in the actor's mailbox, the one being handled among them, at this moment; those that wait for room are
    /// not. Null where it is not known: for an actor on another node.
    /// </summary>
    public virtual long? MailboxDepth => null;

    /// <summary>The type of message the actor takes.</summary>
    public abstract Type MessageType { get; }

    /// <summary>The full address, which means the same on every node.</summary>
    public abstract ActorAddress Address { get; }

    /// <summary>The ref that this one is a narrower view of; else itself. Equality goes by it.</summary>
    internal virtual ActorRef Origin => this;

    /// <summary>The system that this ref was made by.</summary>
    internal abstract ActorSystem System { get; }

    /// <summary>Tells a message whose type is known at run time only. One of a wrong type goes to the dead letters.</summary>
    internal abstract void TellObject(object message, ActorRef? sender);

    /// <summary>As <see cref="ActorRef{T}.Offer"/>, of a message whose type is known at run time only.</summary>
    internal virtual Task? OfferObject(object message, ActorRef? sender)
    {
        TellObject(message, sender);
        return null;
    }

    /// <summary>As <see cref="TellObject"/>, waiting for room where the mailbox does.</summary>
    internal virtual ValueTask TellObjectAsync(object message, CancellationToken cancellationToken)
    {
        TellObject(message, null);
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts a system message before all user messages.</summary>
    internal abstract void SendSystem(SystemMessage message);

    /// <summary>True if both stand for the same life of the same actor.</summary>
    public abstract bool Equals(ActorRef? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is ActorRef other && Equals(other);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();
}
