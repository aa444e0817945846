using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Stands in a letter's sender field to say that the letter is not a message of the user's. Never seen by users.</summary>
internal abstract class MarkerRef : ActorRef
{
    public override ActorPath Path => ActorPath.Root;

    public override bool IsAlive => false;

    public override Type MessageType => typeof(void);

    public override ActorAddress Address => new(null, ActorPath.Root);

    internal override ActorSystem System => throw new InvalidOperationException("a marker belongs to no system");

    internal override void TellObject(object message, ActorRef? sender)
    {
    }

    internal override void SendSystem(SystemMessage message)
    {
    }

    public override bool Equals(ActorRef? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>Stop when this letter's turn comes.</summary>
internal sealed class PoisonMarker : MarkerRef
{
    internal static readonly PoisonMarker Instance = new();
}

/// <summary>A timer of the actor's own is due.</summary>
internal sealed class TimerMarker<T>(ActorTimer<T> timer) : MarkerRef
{
    internal ActorTimer<T> Timer => timer;
}

/// <summary>It may be that no message has come for a while.</summary>
internal sealed class IdleMarker<T>(IdleTimer<T> timer) : MarkerRef
{
    internal IdleTimer<T> Timer => timer;
}
