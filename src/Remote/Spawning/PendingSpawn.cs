using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>One spawn that has been asked for and not answered. What awaits it continues in a turn of its own.</summary>
internal sealed class PendingSpawn(Dispatcher dispatcher, Spawn spawn, ulong life)
{
    private readonly TaskCompletionSource<SpawnOutcome> _outcome = new();

    internal Spawn Spawn => spawn;

    /// <summary>The life of the peer that is meant; 0: any. Lives of a client's gateway are numbered by the client, not as the request names them.</summary>
    internal ulong Life => life;

    /// <summary>The count of the control lane that has it. The table's lock guards it.</summary>
    internal int SentIn { get; set; }

    internal Task<SpawnOutcome> Outcome => _outcome.Task;

    /// <summary>By whoever has taken it out of the table.</summary>
    internal void Complete(SpawnOutcome outcome) => dispatcher.NextTurn().OnCompleted(() => _outcome.TrySetResult(outcome));
}

/// <summary>What became of it: the actor, in that life of its node; or why there is none.</summary>
internal sealed record SpawnOutcome(ActorPath? Path, ulong Uid, ulong Incarnation, SpawnFailure? Failure, string Detail)
{
    internal static SpawnOutcome Failed(SpawnFailure failure, string detail) => new(null, 0, 0, failure, detail);
}
