namespace Actors;

internal sealed class AtRandom<T>(ActorSystem system, Routee<T>[] routees) : Routes<T>(routees)
{
    internal override ActorRef<T> Choose(T message) => All[system.NextRandom(All.Length)].Ref;
}
