namespace Actors;

/// <summary>Where messages of type <typeparamref name="T"/> for one actor go. Immutable and thread-safe.</summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public abstract class ActorRef<T> : ActorRef
{
    private protected ActorRef()
    {
    }

    /// <inheritdoc/>
    public sealed override Type MessageType => typeof(T);

    /// <summary>
    /// Sends <paramref name="message"/> and returns at once. At most once: the message is handled once or not at all;
    /// what is known not to arrive goes to the dead letters with the reason. Messages from one sender to one receiver
    /// are handled in the order they were told.
    /// </summary>
    /// <param name="message">The message; not null, and not changed afterwards.</param>
    public void Tell(T message) => Tell(message, null);

    /// <summary>As <see cref="Tell(T)"/>, and tells the receiver who sent it (its context's <c>Sender</c>).</summary>
    public abstract void Tell(T message, ActorRef? sender);

    /// <summary>
    /// As <see cref="Tell(T)"/>, but waits, without blocking a thread, while there is no room for the message: on its way
    /// to a peer the queue is bounded in bytes. Completes at once where there is no bound.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the message was not sent.</exception>
    public virtual ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Tell(message, null);
        return ValueTask.CompletedTask;
    }

    internal sealed override void TellObject(object message, ActorRef? sender)
    {
        if (message is T typed) Tell(typed, sender);
        else RefuseType(message, sender);
    }

    /// <summary>Accounts for a message that is not of this ref's type.</summary>
    private protected abstract void RefuseType(object message, ActorRef? sender);
}
