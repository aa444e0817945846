using System.Globalization;

namespace Actors.Remote;

/// <summary>The place for the reply to an ask that came from a peer: a number there, not a path.</summary>
internal sealed class RemoteAskRef<TReply>(Peer peer, ulong number, ulong incarnation) : ActorRef<TReply>, IRemoteAskRef
{
    public Peer Peer => peer.For(incarnation);

    public ulong Number => number;

    public ulong Incarnation => incarnation;

    public ActorRef? Target => null;

    internal override ActorSystem System => peer.Node.System;

    public override ActorPath Path => AskRef<object>.Temp.Child(number.ToString(CultureInfo.InvariantCulture));

    public override bool IsAlive => !peer.IsDead(incarnation);

    public override ActorAddress Address => new(peer.AddressOf(incarnation), Path);

    public override void Tell(TReply message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (TurnGate.Current is { IsOpen: false }) peer.Node.System.DeadLetters.Publish(message, ToString(), sender, DeadLetterReason.LeaseExpired);
        else Peer.Outbound.Reply(this, message);
    }

    /// <summary>Tells the asker that no reply will come.</summary>
    public void Fail(Exception error) => Peer.Outbound.Fail(this, error);

    internal override void SendSystem(SystemMessage message)
    {
        if (message is WatchMessage watch) watch.Watcher.SendSystem(new TerminatedMessage(this));
    }

    // A reply may be of any registered type: whether the asker takes it is known there.
    private protected override void RefuseType(object message, ActorRef? sender) => Peer.Outbound.Reply(this, message);

    public override bool Equals(ActorRef? other) =>
        other is IRemoteAskRef ask && ReferenceEquals(ask.Peer, Peer) && ask.Number == number && ask.Incarnation == incarnation;

    public override int GetHashCode() => HashCode.Combine(number, incarnation);
}

/// <summary>What the node needs of such a place whatever the reply's type.</summary>
internal interface IRemoteAskRef : IAskRef
{
    Peer Peer { get; }

    ulong Incarnation { get; }
}
