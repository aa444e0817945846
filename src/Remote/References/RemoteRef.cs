namespace Actors.Remote;

/// <summary>An actor in another process. Differs from a local one by this class alone.</summary>
internal sealed class RemoteRef<T>(RemoteTarget target) : ActorRef<T>, IRemoteRef
{
    public RemoteTarget Target => target;

    internal override ActorSystem System => target.Peer.Node.System;

    public override ActorPath Path => target.Path;

    public override bool IsAlive => !target.Peer.IsDead(target.Incarnation);

    public override ActorAddress Address => target.Address;

    public override void Tell(T message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (TurnGate.Current is { IsOpen: false })
        {
            target.Peer.DeadLetter(target, message, sender, DeadLetterReason.LeaseExpired);
            return;
        }

        object told = message;
        if (!target.Peer.Outbound.Tell(target, told, sender)) target.Peer.DeadLetter(target, told, sender, DeadLetterReason.OutboundFull);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        object told = message;
        var room = target.Peer.Outbound.WaitForRoomAsync(target, cancellationToken);
        return room.IsCompletedSuccessfully && IsTaken(told) ? ValueTask.CompletedTask : new ValueTask(TellLaterAsync(room, told, cancellationToken));
    }

    /// <summary>Told by a router to which somebody else's messages come: what names no sender can wait for room.</summary>
    internal override Task? Offer(T message, ActorRef? sender)
    {
        if (sender is null)
        {
            var told = TellAsync(message);
            return told.IsCompletedSuccessfully ? null : told.AsTask();
        }

        Tell(message, sender);
        return null;
    }

    public void Poison() => target.Peer.SendStop(target, poison: true);

    internal override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case WatchMessage watch: target.Peer.Watches.Add(target, this, watch.Watcher); break;
            case UnwatchMessage unwatch: target.Peer.Watches.Remove(target, unwatch.Watcher); break;
            case StopMessage: target.Peer.SendStop(target, poison: false); break;
        }
    }

    private protected override void RefuseType(object message, ActorRef? sender) =>
        target.Peer.DeadLetter(target, message, sender, DeadLetterReason.WrongType);

    public override bool Equals(ActorRef? other) =>
        other?.Origin is IRemoteRef remote && remote.Target.Equals(target);

    public override int GetHashCode() => target.GetHashCode();

    private async Task TellLaterAsync(ValueTask room, object message, CancellationToken cancellationToken)
    {
        await room.ConfigureAwait(false);
        while (!IsTaken(message)) await target.Peer.Outbound.WaitForRoomAsync(target, cancellationToken).ConfigureAwait(false); // others were faster
    }

    /// <summary>False: there is no room, and nothing has been done with the message.</summary>
    private bool IsTaken(object message)
    {
        if (TurnGate.Current is not { IsOpen: false }) return target.Peer.Outbound.Tell(target, message, null);
        target.Peer.DeadLetter(target, message, null, DeadLetterReason.LeaseExpired);
        return true;
    }
}

/// <summary>What the node needs of a remote ref whatever its type.</summary>
internal interface IRemoteRef : IPoisonable
{
    RemoteTarget Target { get; }
}
