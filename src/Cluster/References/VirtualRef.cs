using Actors.Remote;

namespace Actors.Cluster;

/// <summary>A virtual actor, wherever it is served at present.</summary>
internal sealed class VirtualRef<T>(VirtualTarget target, RouteStamp stamp) : ActorRef<T>, IVirtualRef, IActivationRef
{
    public VirtualTarget Target => target;

    public ILocalRef? Activation => target.Cell?.Self as ILocalRef;

    internal override ActorSystem System => target.Actors.System;

    public override ActorPath Path => target.Path;

    /// <summary>A virtual actor is never dead: telling it brings it to life.</summary>
    public override bool IsAlive => true;

    public override ActorAddress Address => new(null, target.Path);

    public override void Tell(T message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        target.Actors.Route(target, message, sender, stamp);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return target.Actors.RouteAsync(target, message, stamp, cancellationToken);
    }

    internal override Task? Offer(T message, ActorRef? sender) => target.Actors.Offer(target, message, sender, stamp);

    internal override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case WatchMessage:
                throw new NotSupportedException($"{target.Path} is a virtual actor, which does not end; watch a pinned actor instead");
            case StopMessage:
                throw new NotSupportedException($"{target.Path} is a virtual actor; it stops itself by returning Behavior.Stopped, and starts again with the next message");
        }
    }

    private protected override void RefuseType(object message, ActorRef? sender) =>
        System.DeadLetters.Publish(message, target.Path.ToString(), sender, DeadLetterReason.WrongType);

    public override bool Equals(ActorRef? other) => other?.Origin is IVirtualRef virtualRef && virtualRef.Target.Path.Equals(target.Path);

    public override int GetHashCode() => target.Path.GetHashCode();
}

/// <summary>What the cluster needs of a virtual ref whatever its type.</summary>
internal interface IVirtualRef
{
    VirtualTarget Target { get; }
}
