namespace Actors.Remote;

/// <summary>Who is to be told that a life of a peer is over: taken out of the tables under the peer's lock, told without it.</summary>
internal sealed class LifeEnd(List<Dictionary<ActorRef, ActorRef>> watchers, PendingSpawn[] spawns, string whySpawns, List<IAskRef> asks)
{
    internal static LifeEnd Nothing { get; } = new([], [], "", []);

    internal List<Dictionary<ActorRef, ActorRef>> Watchers => watchers;

    internal List<IAskRef> Asks => asks;

    internal void Tell()
    {
        RemoteWatches.Tell(watchers);
        PendingSpawns.Fail(spawns, whySpawns);
        foreach (var ask in asks) ask.Fail(new DeadActorException(ask.Target!.ToString(), DeadLetterReason.PeerDead));
    }
}
