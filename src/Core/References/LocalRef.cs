using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>An actor of this process. This class itself stands for one with the default mailbox.</summary>
internal class LocalRef<T>(Cell<T> cell) : ActorRef<T>, ILocalRef
{
    public Cell Cell => cell;

    private protected Cell<T> Typed => cell;

    internal sealed override ActorSystem System => cell.System;

    public sealed override ActorPath Path => cell.Path;

    public sealed override long? MailboxDepth => cell.Depth;

    public virtual long WaitingWithin(int levels) => cell.Depth;

    public sealed override bool IsAlive => cell.State != CellState.Stopped;

    public sealed override ActorAddress Address => new(cell.System.Node, cell.Path, cell.Uid);

    public override void Tell(T message, ActorRef? sender)
    {
        if (message is null) ThrowNull();
        cell.Post(message!, sender);
    }

    internal override Task? Offer(T message, ActorRef? sender)
    {
        cell.Post(message, sender);
        return null;
    }

    /// <summary>
    /// As <see cref="Tell(T, ActorRef?)"/>, for a teller that holds a lock: what is refused is given back and not published, and an actor
    /// whose mailbox has closed is not replaced by another life of it (<see cref="DeadLetterReason.ActorStopped"/>).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who tells it.</param>
    /// <param name="patience">Whether it may wait for room in a mailbox that is set to wait.</param>
    /// <param name="room">Ends when that is over; null: it does not wait.</param>
    /// <param name="cancellationToken">Ends the wait, and the message is not sent.</param>
    internal virtual Refusal? TryTell(T message, ActorRef? sender, RoomPatience patience, out Task? room, CancellationToken cancellationToken)
    {
        room = null;
        cell.Post(message, sender);
        return null;
    }

    public Refusal? TryTellObject(object message, ActorRef? sender, RoomPatience patience, out Task? room, CancellationToken cancellationToken)
    {
        if (message is T typed) return TryTell(typed, sender, patience, out room, cancellationToken);
        room = null;
        return new Refusal(System, Path, message, sender, DeadLetterReason.WrongType);
    }

    public virtual void Poison() => cell.Post(default!, PoisonMarker.Instance);

    internal sealed override void SendSystem(SystemMessage message) => cell.SendSystem(message);

    private protected sealed override void RefuseType(object message, ActorRef? sender) =>
        cell.System.DeadLetters.Publish(message, Path.ToString(), sender, DeadLetterReason.WrongType);

    public sealed override bool Equals(ActorRef? other) => ReferenceEquals(this, other?.Origin);

    public sealed override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private protected static void ThrowNull() => throw new ArgumentNullException("message", "a message is never null");
}

/// <summary>What the system needs of a local ref whatever its type.</summary>
internal interface ILocalRef : IPoisonable
{
    Cell Cell { get; }

    /// <summary>As <see cref="LocalRef{T}.TryTell"/>.</summary>
    Refusal? TryTellObject(object message, ActorRef? sender, RoomPatience patience, out Task? room, CancellationToken cancellationToken);

    /// <summary>Messages that were told to it and wait in this process: of a router, in its routees' mailboxes, of routers among them down to so many <paramref name="levels"/>.</summary>
    long WaitingWithin(int levels);
}

/// <summary>A ref whose actor can be told to stop in the order of its messages.</summary>
internal interface IPoisonable
{
    /// <summary>Stop after what is queued now.</summary>
    void Poison();
}
