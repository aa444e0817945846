using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <content>A node that is none: it dials, as a client, and does not listen.</content>
public sealed partial class RemoteNode
{
    private static readonly ConditionalWeakTable<ActorSystem, RemoteNode> s_clients = [];

    /// <summary>This process is a client of whom it dials, and has no address.</summary>
    internal bool DialsAsClient { get; private init; }

    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    internal static (RemoteNode Node, Peer Gateway) CreateClient(ActorSystem system, Gateway gateway, RemoteOptions options, ILinkTransport? transport)
    {
        options.Validate();
        if (options.Kinds.Count > 0) throw new ArgumentException($"a client spawns nothing at others' request: leave out RemoteOptions.{nameof(RemoteOptions.AllowSpawn)}", nameof(options));
        CheckNotJoined(system);
        var node = new RemoteNode(system, options, transport)
        {
            DialsAsClient = true,
            // Two lives of one client are two clients to the nodes; the number is for their logs.
            _self = new NodeAddress(system.Name, "", 0, (ulong)system.Time.GetUtcNow().ToUnixTimeMilliseconds()),
        };
        s_clients.Add(system, node);
        var peer = node.AddPeer(Gateway.Unknown.Endpoint, () => new Peer(node, Gateway.Unknown, isClient: false) { Gateway = gateway })!;
        system.AddResolver(new ClientResolver(node, peer));
        system.AddShutdownStep(ShutdownPhase.Disconnect, node.StopAsync);
        return (node, peer);
    }

    /// <exception cref="InvalidOperationException">The system has a node, or is a client's.</exception>
    private static void CheckNotJoined(ActorSystem system)
    {
        if (system.Node is not null) throw new InvalidOperationException($"the system '{system.Name}' has a remote node already: {system.Node}");
        if (s_clients.TryGetValue(system, out _)) throw new InvalidOperationException($"the system '{system.Name}' has been joined to a cluster as a client already; create another");
    }
}
