namespace Actors;

/// <summary>What most idle actors do not have: children, watches, timers, a history of restarts. Made when first needed.</summary>
internal sealed class CellDetails
{
    /// <summary>By name. Under the lock on the details, since others look children up and spawn at the guardians.</summary>
    internal ChildTable? Children;

    /// <summary>Who wants to know of this actor's end. Own turn only.</summary>
    internal HashSet<ActorRef>? Watchers;

    /// <summary>Whose end this actor wants to know of. Own turn only.</summary>
    internal HashSet<ActorRef>? Watching;

    /// <summary>What has come while this actor was suspended or restarting and could not be told: ends of watched actors, failures of children. Own turn only.</summary>
    internal List<Signal>? Deferred;

    /// <summary>Children that stay suspended because this actor escalated their failure. Own turn only.</summary>
    internal List<ChildFailedMessage>? Escalated;

    /// <summary>Timers that are armed. Own turn only.</summary>
    internal HashSet<ActorTimer>? Timers;

    /// <summary>A hook that has not ended yet. Own turn only.</summary>
    internal Task? Pause;

    /// <summary>What comes when <see cref="Pause"/> has ended. Own turn only.</summary>
    internal Action<Exception?>? AfterPause;

    /// <summary>System messages that wait for <see cref="Pause"/>, oldest first. Own turn only.</summary>
    internal SystemMessage? Backlog;

    /// <summary>This actor's restarts. Used by the parent's turn only.</summary>
    internal RestartHistory? Restarts;

    /// <summary>The restarts of this actor's children where they concern all or the rest of them. Own turn only.</summary>
    internal RestartHistory? GroupRestarts;

    /// <summary>How many directives because of a sibling's failure the parent has sent to this actor. Used by the parent's turn only.</summary>
    internal int GroupDirectivesSent;

    /// <summary>How many of them have come. Own turn only.</summary>
    internal int GroupDirectives;

    /// <summary>How often the message that is first in the queue has been retried. The parent reads it while this actor is suspended.</summary>
    internal int Retries;

    /// <summary>Armed while a directive waits for its time. Own turn only.</summary>
    internal ITimer? Backoff;

    /// <summary>Why the actor is suspended or restarting. Own turn only.</summary>
    internal Exception? Failure;

    /// <summary>What depends on the message type: a <see cref="CellExtras{T}"/>. Own turn only.</summary>
    internal object? Extras;

    /// <summary>What decides about this actor's own failures before its parent does. The parent reads it while this actor is suspended.</summary>
    internal SupervisionStrategy? OwnStrategy;
}
