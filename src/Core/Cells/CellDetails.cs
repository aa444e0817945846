namespace Actors;

/// <summary>What most idle actors do not have: children, watches, timers, a history of restarts. Made when first needed.</summary>
internal sealed class CellDetails
{
    /// <summary>By name. Under the lock on the details, since others look children up and spawn at the guardians.</summary>
    internal Dictionary<string, Cell>? Children;

    /// <summary>Who wants to know of this actor's end. Own turn only.</summary>
    internal HashSet<ActorRef>? Watchers;

    /// <summary>Whose end this actor wants to know of. Own turn only.</summary>
    internal HashSet<ActorRef>? Watching;

    /// <summary>Watched actors whose end has come while this one was suspended or restarting. Own turn only.</summary>
    internal List<ActorRef>? Deferred;

    /// <summary>Children that stay suspended because this actor escalated their failure. Own turn only.</summary>
    internal List<ChildFailedMessage>? Escalated;

    /// <summary>Timers that are armed. Own turn only.</summary>
    internal HashSet<ActorTimer>? Timers;

    /// <summary>This actor's restarts. Used by the parent's turn only.</summary>
    internal RestartWindow? Restarts;

    /// <summary>Why the actor is suspended or restarting. Own turn only.</summary>
    internal Exception? Failure;
}
