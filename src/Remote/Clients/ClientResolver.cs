using System.Globalization;

namespace Actors.Remote;

/// <summary>Turns addresses into refs where the process is a client: those of the node it is connected to, and of virtual actors, go through that connection.</summary>
internal sealed class ClientResolver(RemoteNode node, Peer gateway) : IRefResolver
{
    public ActorRef<T>? Resolve<T>(ActorAddress address)
    {
        if (address.Node is null) return RemoteClient.IsVirtual(address.Path) ? new RemoteRef<T>(gateway.Target(address.Path, 0, 0)) : null;
        if (gateway.Gateway!.LifeOf(address.Node) is { } life) return RefTo<T>(gateway, address, life);
        return node.TryGetPeer(address.Node) is { } peer ? RefTo<T>(peer, address, address.Node.Incarnation) : new DeadRef<T>(node.System, address, DeadLetterReason.OutboundFull);
    }

    private static ActorRef<T> RefTo<T>(Peer peer, ActorAddress address, ulong life) =>
        address.Path.Parent is { } parent && parent.Equals(AskRef<object>.Temp) && ulong.TryParse(address.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? new RemoteAskRef<T>(peer, number, life)
            : new RemoteRef<T>(peer.Target(address.Path, address.Uid, life));
}
