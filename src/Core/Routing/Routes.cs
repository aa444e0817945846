namespace Actors;

/// <summary>One of those a router sends to.</summary>
/// <param name="Ref">Who.</param>
/// <param name="Slot">Its place, which a successor takes over.</param>
internal readonly record struct Routee<T>(ActorRef<T> Ref, string Slot);

/// <summary>A router's routees at one time and the choice among them. The set never changes; used by many tellers at once.</summary>
internal abstract class Routes<T>(Routee<T>[] routees)
{
    internal Routee<T>[] All => routees;

    /// <summary>Whom the message goes to, of at least one.</summary>
    internal abstract ActorRef<T> Choose(T message);

    /// <summary>False: there is nobody.</summary>
    internal virtual bool Tell(T message, ActorRef? sender)
    {
        Choose(message).Tell(message, sender);
        return true;
    }

    /// <summary>As <see cref="Tell"/>, waiting for room.</summary>
    internal virtual ValueTask TellAsync(T message, CancellationToken cancellationToken) => Choose(message).TellAsync(message, cancellationToken);

    /// <summary>As <see cref="ActorRef{T}.Offer"/>.</summary>
    internal virtual Task? Offer(T message, ActorRef? sender) => Choose(message).Offer(message, sender);
}

/// <summary>Nobody to send to.</summary>
internal sealed class NoRoutes<T>() : Routes<T>([])
{
    internal override ActorRef<T> Choose(T message) => throw new InvalidOperationException("there is no routee");

    internal override bool Tell(T message, ActorRef? sender) => false;
}
