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
    /// As <see cref="Tell(T)"/>, but waits, without blocking a thread, while there is no room for the message: in a mailbox
    /// with <see cref="MailboxOverflow.Backpressure"/>, or on its way to a peer, where the queue is bounded in bytes. Those
    /// who wait get room in the order they came. Completes at once where there is no bound.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the message was not sent.</exception>
    /// <exception cref="DeadActorException">The actor with such a mailbox has stopped, also while this waited; the message is a dead letter.</exception>
    /// <exception cref="MailboxFullException">The mailbox is full and set to say so, or too many wait for room already.</exception>
    public virtual ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Tell(message, null);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// The same actor as one that takes <typeparamref name="TSub"/> only: to give away no more than is needed. Equal to
    /// this ref.
    /// </summary>
    /// <typeparam name="TSub">One of the messages that the actor takes.</typeparam>
    public ActorRef<TSub> Narrow<TSub>()
        where TSub : T => this as ActorRef<TSub> ?? new NarrowRef<TSub>(Origin);

    /// <summary>
    /// As <see cref="Tell(T, ActorRef?)"/>, for a teller that stands for others: throws nothing for want of room, what is refused is a dead
    /// letter. Where the mailbox is set to wait, and nobody asks, the message waits for room; what is returned ends when that is over. Null: it is.
    /// </summary>
    internal virtual Task? Offer(T message, ActorRef? sender)
    {
        Tell(message, sender);
        return null;
    }

    internal sealed override Task? OfferObject(object message, ActorRef? sender)
    {
        if (message is T typed) return Offer(typed, sender);
        RefuseType(message, sender);
        return null;
    }

    internal sealed override ValueTask TellObjectAsync(object message, CancellationToken cancellationToken)
    {
        if (message is T typed) return TellAsync(typed, cancellationToken);
        RefuseType(message, null);
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
