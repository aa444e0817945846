using System.Globalization;

namespace Actors.Remote;

/// <summary>Turns addresses that name another node into refs.</summary>
internal sealed class RemoteResolver(RemoteNode node) : IRefResolver
{
    public ActorRef<T>? Resolve<T>(ActorAddress address)
    {
        if (address.Node is null) return null;
        if (node.System.IsHere(address.Node)) return ResolveAsk<T>(address);
        if (address.Node.Endpoint == node.Self.Endpoint) return new DeadRef<T>(node.System, address, DeadLetterReason.ActorStopped); // an earlier life of this node
        var peer = node.TryGetPeer(address.Node);
        if (peer is null) return new DeadRef<T>(node.System, address, DeadLetterReason.OutboundFull);
        if (address.Path.Parent is { } parent && parent.Equals(AskRef<object>.Temp) && ulong.TryParse(address.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            return new RemoteAskRef<T>(peer, number, address.Node.Incarnation);
        return new RemoteRef<T>(peer.Target(address.Path, address.Uid, address.Node.Incarnation));
    }

    /// <summary>An ask of this node that comes back by its address.</summary>
    private ActorRef<T>? ResolveAsk<T>(ActorAddress address)
    {
        if (address.Path.Parent is not { } parent || !parent.Equals(AskRef<object>.Temp)) return null;
        return ulong.TryParse(address.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && node.System.Asks.TryFind(number, out var ask)
            ? ask as ActorRef<T> ?? new DeadRef<T>(node.System, address, DeadLetterReason.WrongType)
            : new DeadRef<T>(node.System, address, DeadLetterReason.LateReply);
    }
}
