using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <summary>
/// Joins an <see cref="ActorSystem"/> to others: listens for peers, and makes refs to their actors work like local ones.
/// Thread-safe. Ends with the system.
/// </summary>
public sealed partial class RemoteNode : IAsyncDisposable
{
    /// <summary>What clients are called: then follows the number.</summary>
    internal const string ClientPrefix = "client@client-";

    private readonly ConcurrentDictionary<string, Peer> _peers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ActorPath> _open = [];
    private readonly Lock _peersLock = new();
    private long _lastStamp;
    private NodeAddress _self;

    private RemoteNode(ActorSystem system, RemoteOptions options, ILinkTransport? transport)
    {
        System = system;
        Options = options;
        Counters = new RemoteCounters(system);
        LinkEvents = new LinkEventQueue(system.Events);
        Log = new SteadyLogger(system.LoggerFactory.CreateLogger("Actors.Remote"));
        Quiet = new QuietLines(system.Time, about => RemoteLog.Muted(Log, about, QuietLines.MaxAbout, QuietLines.Quiet));
        Budget = new InboundBudget(this);
        LargeBudget = new LargeBudget(options.LargeInboundLimitBytes);
        Registry = new MessageRegistry(options.Messages);
        Manifest = new NodeManifest(Registry, options.MaxManifestEntries);
        Transport = transport ?? new GrpcLinkTransport(TransportOptions(), system.Time, system.LoggerFactory);
        _self = new NodeAddress(system.Name, options.AdvertisedHost ?? options.Host, 1);
        Span<byte> key = stackalloc byte[8];
        system.NextRandomBytes(key);
        system.Asks.Scramble(key);
        Relays = new ClientRelays(system);
        Kinds = new SpawnKinds(this);
        _stoppable = [.. options.StopPaths.Select(ActorPath.FromString)];
        foreach (string path in options.OpenPaths) _open.Add(ActorPath.FromString(path));
    }

    /// <summary>The system that was joined to others.</summary>
    public ActorSystem System { get; }

    /// <summary>Where peers reach this node.</summary>
    public NodeAddress Self => Volatile.Read(ref _self);

    /// <summary>What the links have counted.</summary>
    public RemoteCounters Counters { get; }

    /// <summary>How it stands with each node and client that this node has to do with; a snapshot, made at each call.</summary>
    public IReadOnlyList<PeerState> Peers => [.. _peers.Values.Select(static peer => peer.State)];

    internal LinkEventQueue LinkEvents { get; }

    internal RemoteOptions Options { get; }

    internal ILinkTransport Transport { get; }

    internal NodeManifest Manifest { get; }

    internal MessageRegistry Registry { get; }

    internal ClientRelays Relays { get; }

    internal InboundBudget Budget { get; }

    internal LargeBudget LargeBudget { get; }

    internal ILogger Log { get; }

    /// <summary>Which log lines are news.</summary>
    internal QuietLines Quiet { get; }

    internal TimeProvider Time => System.Time;

    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>Compared at the handshake where both sides name one.</summary>
    internal string Universe { get; set; } = "";

    /// <summary>The newest membership epoch this node knows; travels with every ping.</summary>
    internal ulong Epoch { get; set; }

    internal IVirtualPaths? VirtualPaths { get; set; }

    /// <summary>A peer named an epoch. Called on link threads.</summary>
    internal Action<Peer, ulong>? EpochSeen { get; set; }

    /// <summary>Some session's <see cref="Session.DrainedTo"/> has changed. Called on link threads.</summary>
    internal Action? Drained { get; set; }

    /// <summary>Listens, and gives the system its address.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    /// <exception cref="LinkException">The address cannot be listened on.</exception>
    /// <exception cref="InvalidOperationException">The system has a node or a client already, or shuts down.</exception>
    public static Task<RemoteNode> StartAsync(ActorSystem system, RemoteOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(system, options, null, null, cancellationToken);

    /// <summary>As the public one, over another transport and with an incarnation that is found out once the address is known.</summary>
    internal static async Task<RemoteNode> StartAsync(
        ActorSystem system, RemoteOptions options, ILinkTransport? transport, Func<RemoteNode, NodeAddress, Task<ulong>>? incarnation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (transport is null) options.ValidateNetwork();
        CheckNotJoined(system);
        var node = new RemoteNode(system, options, transport);
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var acceptor = new Acceptor(node);
            int port = await node.Transport.ListenAsync(options.Host, options.Port, stream => AcceptWhenReadyAsync(acceptor, ready.Task, stream), cancellationToken).ConfigureAwait(false);
            var place = new NodeAddress(system.Name, options.AdvertisedHost ?? options.Host, options.AdvertisedPort ?? port);
            // Without a membership that numbers lives, the clock does: a later life has a larger number.
            ulong life = incarnation is null ? (ulong)system.Time.GetUtcNow().ToUnixTimeMilliseconds() : await incarnation(node, place).ConfigureAwait(false);
            node.SetSelf(place with { Incarnation = life });
            node.Kinds.Open();
            system.AddResolver(new RemoteResolver(node));
            system.AddShutdownStep(ShutdownPhase.Disconnect, node.StopAsync);
            ready.SetResult(true);
            RemoteLog.Listening(node.Log, node.Self);
            return node;
        }
        catch
        {
            ready.TrySetResult(false);
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal long NextStamp() => Interlocked.Increment(ref _lastStamp);

    /// <summary>True if peers may reach that path.</summary>
    internal bool IsOpen(ActorPath path)
    {
        if (SpawnKinds.IsSystem(path)) return false;
        if (VirtualPaths?.Covers(path) == true) return true;
        foreach (var open in _open)
        {
            if (path.Equals(open) || path.IsDescendantOf(open)) return true;
        }

        return Kinds.Covers(path);
    }

    /// <summary>The peer of that address; null if there are too many.</summary>
    internal Peer? TryGetPeer(NodeAddress address)
    {
        if (_peers.TryGetValue(address.Endpoint, out var peer)) return peer;
        return AddPeer(address.Endpoint, () => new Peer(this, address with { Incarnation = 0 }, isClient: false));
    }

    internal Peer? AddClient(NodeAddress address) => AddPeer(address.ToString(), () => new Peer(this, address, isClient: true));

    internal void Forget(Peer peer)
    {
        _peers.TryRemove(peer.Endpoint, out _);
        peer.Close(DeadLetterReason.PeerDead, "the peer is gone");
        if (peer.IsClient) Relays.End(peer);
    }

    /// <summary>Membership says that this life of a node, and all before it, are over.</summary>
    internal void DeclareDead(NodeAddress node, string reason)
    {
        var peer = TryGetPeer(node);
        if (peer is null) return;
        peer.KeepConnected = false;
        peer.DeclareDead(node.Incarnation, reason);
    }

    /// <summary>Membership lists a node: stay connected with it.</summary>
    internal void KeepConnected(NodeAddress node)
    {
        if (node.Endpoint == Self.Endpoint) return;
        while (TryGetPeer(node) is { } peer && !peer.Keep(node.Incarnation))
        {
            // it lost its place between the two
        }
    }

    /// <summary>Begins another life under <paramref name="incarnation"/>: peers meet a new node, refs to the old one are dead.</summary>
    internal void ChangeIncarnation(ulong incarnation)
    {
        SetSelf(Self with { Incarnation = incarnation });
        foreach (var peer in _peers.Values) peer.OnOwnIncarnationChanged();
    }

    internal void OnEpoch(Peer peer, ulong epoch) => EpochSeen?.Invoke(peer, epoch);

    /// <summary>Counts, and logs what is news: a peer that is refused tries again.</summary>
    internal void OnRefusing(string peer, Proto.RejectReason reason, string detail)
    {
        Counters.Refused(reason);
        if (IsNews($"refusing {HostOf(peer)} {reason}", HostOf(peer))) RemoteLog.Refusing(Log, peer, reason, PeerText.Of(detail));
    }

    /// <summary>A connection has to wait, or is read slowly.</summary>
    private void OnSlowing(string peer, string detail)
    {
        Counters.ConnectionSlowed();
        if (IsNews($"slowing {HostOf(peer)} {detail}", HostOf(peer))) RemoteLog.Slowing(Log, peer, detail);
    }

    /// <summary>As the next, of somebody who has not shown that it knows the secret: its own words make no line news.</summary>
    internal void OnRefusedByStranger(string from, Proto.RejectReason reason, string detail)
    {
        Counters.RefusedByPeer(reason);
        if (!Enum.IsDefined(reason)) reason = Proto.RejectReason.Unspecified;
        if (IsNews($"refused {HostOf(from)} {reason}", HostOf(from))) RemoteLog.RefusedByPeer(Log, from, reason, PeerText.Of(detail));
    }

    /// <summary>As <see cref="OnRefusing"/>, for what a peer has refused of this node's.</summary>
    internal void OnRefusedByPeer(string peer, Proto.RejectReason reason, string detail)
    {
        Counters.RefusedByPeer(reason);
        detail = PeerText.Of(detail);
        if (IsNews($"refused {reason} {detail}", peer)) RemoteLog.RefusedByPeer(Log, peer, reason, detail);
    }

    /// <summary>Whether a log line about that peer is news. Each connection of a client is another peer, so they count as one.</summary>
    internal bool IsNews(string line, string peer) => Quiet.IsNews(line, peer.StartsWith(ClientPrefix, StringComparison.Ordinal) ? "clients" : peer);

    /// <summary>Without the port: a dialler comes from another one each time.</summary>
    private static string HostOf(string peer) => peer.LastIndexOf(':') is >= 0 and var port ? peer[..port] : peer;

    private GrpcTransportOptions TransportOptions() => Options.Transport with
    {
        Tls = Options.Tls,
        AllowPlainText = Options.AllowPlainText,
        CertificateRefused = (peer, detail) => OnRefusing(peer, Proto.RejectReason.Certificate, detail),
        Refused = (peer, detail) => OnRefusing(peer, Proto.RejectReason.Limit, detail),
        Slowed = OnSlowing,
    };

    internal void OnDrained() => Drained?.Invoke();

    /// <summary>Ready: whether the node has started.</summary>
    private static async Task AcceptWhenReadyAsync(Acceptor acceptor, Task<bool> ready, ILinkStream stream)
    {
        if (await ready.ConfigureAwait(false)) await acceptor.AcceptAsync(stream).ConfigureAwait(false);
        else stream.Abort("the node could not start");
    }

    private Peer? AddPeer(string key, Func<Peer> make)
    {
        lock (_peersLock)
        {
            if (_peers.TryGetValue(key, out var known)) return known;
            if (_peers.Count >= Options.MaxPeers && _peers.Values.FirstOrDefault(static peer => peer.TryForget()) is { } gone) Forget(gone);
            if (_peers.Count >= Options.MaxPeers || _stopping.IsCancellationRequested) return null;
            return _peers[key] = make();
        }
    }

    private void SetSelf(NodeAddress self)
    {
        Volatile.Write(ref _self, self);
        System.Node = self;
    }
}
