namespace Actors;

internal sealed class RoundRobin<T>(Routee<T>[] routees) : Routes<T>(routees)
{
    private uint _next = uint.MaxValue;

    internal override ActorRef<T> Choose(T message) => All[Interlocked.Increment(ref _next) % (uint)All.Length].Ref;
}
