namespace Actors;

/// <summary>What the runtime tells a behaviour beside its messages; see <see cref="Behavior.OnSignal{T}"/>.</summary>
public abstract record Signal
{
    private protected Signal()
    {
    }
}

/// <summary>The actor has stopped: its children are gone, no message comes any more. Sent once.</summary>
public sealed record PostStop : Signal
{
    internal static readonly PostStop Instance = new();
}

/// <summary>The actor failed and is about to be replaced by a fresh instance. Sent to the old one.</summary>
/// <param name="Cause">Why it failed.</param>
public sealed record PreRestart(Exception Cause) : Signal;

/// <summary>A watched actor has stopped, or its node is dead. Exactly once per watch.</summary>
/// <param name="Actor">The ref that was watched.</param>
public sealed record Terminated(ActorRef Actor) : Signal;
