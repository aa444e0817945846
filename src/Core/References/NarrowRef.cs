namespace Actors;

/// <summary>An actor seen through a type of message that is one of those it takes.</summary>
internal sealed class NarrowRef<T>(ActorRef origin) : ActorRef<T>, IPoisonable
{
    internal override ActorRef Origin => origin;

    internal override ActorSystem System => origin.System;

    public override ActorPath Path => origin.Path;

    public override bool IsAlive => origin.IsAlive;

    public override long? MailboxDepth => origin.MailboxDepth;

    public override ActorAddress Address => origin.Address;

    public override void Tell(T message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        origin.TellObject(message, sender);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return origin.TellObjectAsync(message, cancellationToken);
    }

    internal override Task? Offer(T message, ActorRef? sender) => origin.OfferObject(message!, sender);

    public void Poison() => ActorSystem.Poison(origin);

    internal override void SendSystem(SystemMessage message) => origin.SendSystem(message);

    private protected override void RefuseType(object message, ActorRef? sender) => origin.TellObject(message, sender);

    public override bool Equals(ActorRef? other) => origin.Equals(other?.Origin);

    public override int GetHashCode() => origin.GetHashCode();
}
