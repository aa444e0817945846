namespace Actors;

internal sealed class Broadcast<T>(Routee<T>[] routees) : Routes<T>(routees)
{
    internal override ActorRef<T> Choose(T message) => All[0].Ref;

    internal override bool Tell(T message, ActorRef? sender)
    {
        foreach (var routee in All) routee.Ref.Tell(message, sender);
        return true;
    }

    internal override async ValueTask TellAsync(T message, CancellationToken cancellationToken)
    {
        foreach (var routee in All) await routee.Ref.TellAsync(message, cancellationToken);
    }
}
