using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Node addresses as the wire writes them.</summary>
internal static class NodeIds
{
    internal static NodeId Of(NodeAddress node) => new() { System = node.System, Host = node.Host, Port = (uint)node.Port, Incarnation = node.Incarnation };

    /// <summary>False if a peer sent something that is no node's address.</summary>
    internal static bool TryRead(NodeId? id, out NodeAddress node)
    {
        node = null!;
        if (id is null || id.Port is 0 or > 65535) return false;
        try
        {
            string host = id.Host.Contains(':', StringComparison.Ordinal) ? $"[{id.Host}]" : id.Host;
            node = NodeAddress.Parse($"{id.System}@{host}:{id.Port}") with { Incarnation = id.Incarnation };
            return true;
        }
        catch (InvalidActorPathException)
        {
            return false;
        }
    }
}
