namespace Actors;

/// <summary>What the runtime tells a behaviour beside its messages; see <see cref="Behavior.OnSignal{T}"/>.</summary>
public abstract record Signal
{
    private protected Signal()
    {
    }
}

/// <summary>The actor has been set up for the first time; no message has come yet. An exception counts as a failed set-up.</summary>
public sealed record PreStart : Signal
{
    internal static readonly PreStart Instance = new();
}

/// <summary>The actor has stopped: its children are gone, no message comes any more. Sent once.</summary>
public sealed record PostStop : Signal
{
    internal static readonly PostStop Instance = new();
}

/// <summary>The actor failed and is about to be replaced by a fresh instance. Sent to the old one.</summary>
/// <param name="Cause">Why it failed.</param>
public sealed record PreRestart(Exception Cause) : Signal;

/// <summary>The actor has been restarted. Sent to the fresh instance, in place of <see cref="PreStart"/>. An exception counts as a failed set-up.</summary>
/// <param name="Cause">Why the old instance failed.</param>
public sealed record PostRestart(Exception Cause) : Signal;

/// <summary>
/// A child failed, and its parent's <see cref="SupervisionStrategy"/> has decided what becomes of it. With an
/// <see cref="ActorInitializationException"/> as cause and Stop as directive also for a child that did not start, where
/// the strategy is not asked. Not sent for a failure that is escalated: then the parent fails itself.
/// </summary>
/// <param name="Child">Which child.</param>
/// <param name="Cause">What its handler or set-up threw.</param>
public sealed record ChildFailed(ActorRef Child, Exception Cause) : Signal
{
    /// <summary>What was decided.</summary>
    public required Directive Directive { get; init; }
}

/// <summary>No message has come for as long as the actor asked to be told of.</summary>
public sealed record ReceiveTimeout : Signal
{
    internal static readonly ReceiveTimeout Instance = new();
}

/// <summary>A watched actor has stopped, or its node is dead. Exactly once per watch.</summary>
/// <param name="Actor">The ref that was watched.</param>
public sealed record Terminated(ActorRef Actor) : Signal;
