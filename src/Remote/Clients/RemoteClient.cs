namespace Actors.Remote;

/// <summary>
/// Tells, asks and watches the actors of a cluster from a process that is no member: it dials one of the given nodes and
/// does not listen. Thread-safe. Ends with the system. See docs/clients.md.
/// </summary>
public sealed partial class RemoteClient : IAsyncDisposable
{
    /// <summary>Most addresses that <c>ConnectAsync</c> takes.</summary>
    public const int MaxAddresses = 64;

    private static readonly ActorPath Cluster = ActorPath.FromString("/cluster");

    private readonly RemoteNode _node;
    private readonly Peer _gateway;

    private RemoteClient(RemoteNode node, Peer gateway)
    {
        _node = node;
        _gateway = gateway;
    }

    /// <summary>The system whose refs lead to the cluster. Its own actors may watch, and be told by those they have told.</summary>
    public ActorSystem System => _node.System;

    /// <summary>The node through which the cluster is reached, as it calls itself; null while there is no connection.</summary>
    public NodeAddress? ConnectedTo => _gateway.Session is { } session ? _gateway.AddressOf(session.Incarnation) : null;

    /// <summary>What the links have counted.</summary>
    public RemoteCounters Counters => _node.Counters;

    /// <summary>How it stands with that node, and with others that refs have led to; a snapshot, made at each call.</summary>
    public IReadOnlyList<PeerState> Peers => _node.Peers;

    /// <summary>
    /// Dials the addresses in turn, each for at most <see cref="RemoteOptions.HandshakeTimeout"/>, until one lets the client
    /// in. After a break the client connects again by itself, to the same node if it can, and as long as it is not disposed.
    /// </summary>
    /// <param name="system">Not joined to others yet.</param>
    /// <param name="addresses">Nodes of one cluster, such as <c>10.0.0.7:4711</c>: 1 to <see cref="MaxAddresses"/>, tried in this order.</param>
    /// <param name="options">As for a node. Nothing is listened on, so <see cref="RemoteOptions.Host"/> and the like mean nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LinkException">No address has let the client in; the message says of each why.</exception>
    /// <exception cref="ArgumentException">A setting or an address is wrong; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The system has a node or a client already, or shuts down.</exception>
    public static Task<RemoteClient> ConnectAsync(ActorSystem system, IReadOnlyList<string> addresses, RemoteOptions options, CancellationToken cancellationToken = default) =>
        ConnectAsync(system, addresses, options, null, cancellationToken);

    /// <summary>As the public one, over another transport.</summary>
    internal static async Task<RemoteClient> ConnectAsync(ActorSystem system, IReadOnlyList<string> addresses, RemoteOptions options, ILinkTransport? transport, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        var (node, gateway) = RemoteNode.CreateClient(system, new Gateway(addresses), options, transport);
        try
        {
            await gateway.ConnectFirstAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new RemoteClient(node, gateway);
    }

    /// <summary>
    /// A ref for an actor outside. <c>/cluster/kind/key</c>: that virtual actor. Any other path without a node, such as
    /// <c>/user/greeter</c>: of the node that the client is connected to. <c>actors://system@host:port/user/greeter</c>: of
    /// that node, which is dialled if it is another. Nothing is looked up before something is told.
    /// </summary>
    /// <exception cref="InvalidActorPathException">The text is not an address.</exception>
    public ActorRef<T> Resolve<T>(string address)
    {
        var parsed = ActorAddress.Parse(address);
        return parsed.Node is null ? new RemoteRef<T>(_gateway.Target(parsed.Path, 0, 0)) : System.Resolve<T>(parsed);
    }

    /// <summary>A virtual actor: <c>/cluster/kind/key</c>. The cluster, not the client, knows the kinds: of one that it does not have asks fail.</summary>
    /// <param name="kind">As the cluster's nodes define it.</param>
    /// <param name="key">Any text that is not empty; escaped in the path.</param>
    /// <exception cref="InvalidActorPathException">The kind is not one path segment.</exception>
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public ActorRef<T> Get<T>(string kind, string key) =>
        new RemoteRef<T>(_gateway.Target(Cluster.Child(kind).Child(ActorPath.EscapeSegment(key)), 0, 0));

    /// <summary>Says goodbye and closes the connection. What waits to be told is sent first, for at most a second; the rest goes to the system's dead letters.</summary>
    public ValueTask DisposeAsync() => _node.DisposeAsync();

    /// <summary>True for the paths of virtual actors, which are the same from every node.</summary>
    internal static bool IsVirtual(ActorPath path) => path.IsDescendantOf(Cluster);
}
