using System.Globalization;
using System.Text;

namespace Actors.Remote;

/// <summary>How a node talks to its peers. Immutable; change by <c>with</c>. Checked once, when the node starts.</summary>
public sealed partial record RemoteOptions
{
    internal const int MinSecretLength = 16;

    /// <summary>The address to listen on. Default 127.0.0.1; <c>0.0.0.0</c> or <c>::</c> for all.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 (the default) lets the machine choose.</summary>
    public int Port { get; init; }

    /// <summary>The host that peers reach this node by, when it is not <see cref="Host"/> (all addresses, a container, a NAT).</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The port that peers reach this node by, when it is not the one listened on.</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>The name that all nodes of a cluster share. Default <c>default</c>.</summary>
    public string Cluster { get; init; } = "default";

    /// <summary>What all nodes of a cluster know and nobody else; required, at least 16 characters, better 32 made at random: whoever
    /// dials is shown a proof of it, by which a short one could be guessed in peace. It never travels and is not printed.</summary>
    public string Secret { get; init; } = "";

    /// <summary>
    /// Certificates for encrypted links. Default null: plain text, which is for one machine only unless
    /// <see cref="AllowPlainText"/> says otherwise.
    /// </summary>
    public RemoteTls? Tls { get; init; }

    /// <summary>
    /// Lets a node without <see cref="Tls"/> listen on and dial hosts that are not loopback. Messages then travel readable and
    /// can be changed on the way: for networks that are trusted themselves. Default false.
    /// </summary>
    public bool AllowPlainText { get; init; }

    /// <summary>The protocol's versions that the node speaks; tests let it speak others.</summary>
    internal ProtocolVersions Versions { get; init; } = ProtocolVersions.Spoken;

    /// <summary>Limits and times of the connections themselves.</summary>
    public GrpcTransportOptions Transport { get; init; } = new();

    /// <summary>The messages that may travel: the generated manifests of the assemblies that declare them.</summary>
    public IReadOnlyList<MessageManifest> Messages { get; init; } = [];

    /// <summary>Paths that peers may tell and watch: each with everything below it. Default <c>/user</c>. <c>/system</c> is never open, also not with <c>/</c>.</summary>
    public IReadOnlyList<string> OpenPaths { get; init; } = ["/user"];

    /// <summary>
    /// Largest message taken and sent, in serialised bytes; the smaller of both nodes' counts. A larger one is a dead letter
    /// (TooLarge), an ask of it fails with both sizes. Default 4 MiB; at most 64 MiB.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// A message beyond this many bytes travels in pieces of this size, with smaller messages for other actors between them.
    /// Default 128 KiB.
    /// </summary>
    public int ChunkBytes { get; init; } = 128 * 1024;

    /// <summary>Largest frame taken and sent, in bytes; also bounds messages to peers that take no pieces. Default 4 MiB + 64 KiB.</summary>
    public int MaxFrameBytes { get; init; } = (4 * 1024 * 1024) + (64 * 1024);

    /// <summary>A batch is sent once it has this many bytes, or earlier when nothing more waits. Default 64 KiB; at least 1 KiB.</summary>
    public int BatchBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Streams that a link has for messages, from 1 to 16; the smaller of both nodes' counts. The path of the target says on
    /// which one a message goes, so the order between two actors is kept, and a receiver that is slow, or large messages, delay
    /// only those that share a stream with them. Each has its share of the bounds on what waits, and is a connection of its own.
    /// Default 1.
    /// </summary>
    public int DataStreams { get; init; } = 1;

    /// <summary>
    /// Bytes that may wait for one peer: those of messages below 4 KiB by their measured mean, of larger ones one by one (about, where
    /// many that are alike go to one actor; an actor that got small ones only may get up to 64 before it is noticed). What is being
    /// sent in pieces takes up to half as much again. Beyond it Tell gives dead letters and TellAsync waits. Replies to asks have a
    /// bound of their own, as large, beyond which they are dead letters. Default 64 MiB.
    /// </summary>
    public long OutboundLimitBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Messages that may wait for one peer, whatever their size. Default 400,000: with their places in the queue, small ones take less than 64 MiB then.</summary>
    public int OutboundLimitMessages { get; init; } = 400_000;

    /// <summary>
    /// Bytes that peers may have told actors here and that are not handled yet, counted about (bytes on the wire, or the memory of
    /// what a message holds in collections if that is more, and 64 for each message; looked at each 1/64 of it). Beyond it streams are not read on, so that their senders have to
    /// wait; half of it while no actor here waits for a remote reply. The control streams of nodes are always read. Default 64 MiB.
    /// </summary>
    public long InboundLimitBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Bytes that this node keeps of what has not come in full, of all peers and clients together: of messages in pieces up to four times
    /// what has come of each, of a frame what exceeds 256 KiB, of a stream's table of paths what exceeds 64 KiB. One peer may have it keep a
    /// quarter (or as much as one message or frame needs). A session that would bring more is ended, the others are not. One stream may have four
    /// messages under way, each up to <see cref="MaxMessageBytes"/>. Default 256 MiB; at least three times <see cref="MaxMessageBytes"/>, and <see cref="MaxFrameBytes"/>.
    /// </summary>
    public long LargeInboundLimitBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Watches, terminations and stops that may wait for one peer's acknowledgement, a long one counted once for each 256 bytes; beyond it the peer is given up. Answers to pings that a peer does not read end its session beyond it. Default 100,000.</summary>
    public int MaxPendingControl { get; init; } = 100_000;

    /// <summary>Actors here that one peer may watch. Further watches are refused: both nodes log it, the watcher is not told of that actor's end. Default 100,000.</summary>
    public int MaxWatchesPerPeer { get; init; } = 100_000;

    /// <summary>Pings (see <see cref="MaxPingsPerSecond"/>) and control messages (watches, terminations, stops) that one peer may send in a second; beyond it its session ends. Default 200,000.</summary>
    public int MaxControlPerSecond { get; init; } = 200_000;

    /// <summary>
    /// Pings, answers to pings and frames of unknown kinds that one peer may send in a second; beyond it its session ends. A peer sends one or
    /// two in each <see cref="PingInterval"/> of its own, and one on each data stream when a cluster's placement changes. Default 1,000.
    /// </summary>
    public int MaxPingsPerSecond { get; init; } = 1000;

    /// <summary>Messages that one peer may send on a stream in a second and that cannot be read; each costs a hundred times its sending. Beyond it the peer's session ends. Default 10,000.</summary>
    public int MaxMalformedPerSecond { get; init; } = 10_000;

    /// <summary>Streams whose handshake has not ended, of all peers; further ones are refused. Default 256.</summary>
    public int MaxPendingHandshakes { get; init; } = 256;

    /// <summary>Entries of each table (targets, types) that is kept for a stream. Default 4,096.</summary>
    public int MaxTableEntries { get; init; } = 4096;

    /// <summary>
    /// Messages of a peer that are compared with this node's own when they meet, and of its own that it tells a peer; of
    /// more the rest is not compared. Default 4,096.
    /// </summary>
    public int MaxManifestEntries { get; init; } = 4096;

    /// <summary>Peers and clients at once; further ones are refused. Default 1,024.</summary>
    public int MaxPeers { get; init; } = 1024;

    /// <summary>How long a connection may take to be opened and agreed on, a peer's own to come where this node's gave way to it, and a peer that has said goodbye to end it. Default 5 s; at most 30 days.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a connected peer is pinged. Default 1 s, from 1 ms to 30 days; members of a cluster ping every 500 ms at least.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A link that has been silent for so long, as seen at each <see cref="PingInterval"/>, is cut and opened anew. Default 2.5 s:
    /// one that is dead is found within 3 s. Longer than the interval, at most 30 days.
    /// </summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>First wait before a reconnect; doubles up to <see cref="ReconnectMax"/>, each with up to 50 % jitter. Default 100 ms; positive.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Longest wait before a reconnect. With the dial that it follows (<see cref="GrpcTransportOptions.TcpTimeout"/>) it is what a mended
    /// network may wait for its links. Default 2 s; at most 30 days.
    /// </summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A peer that has been unreachable for so long is given up: what waits for it goes to the dead letters and watchers
    /// get Terminated. A cluster decides by membership instead. Default 1 minute; at most 30 days, or <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What one message, or one frame, may take while it comes.</summary>
    internal long LeastLargeInboundBytes => Math.Max(3L * MaxMessageBytes, MaxFrameBytes);

    internal void Validate()
    {
        Require(Secret is { Length: >= MinSecretLength }, nameof(Secret), $"is missing or shorter than {MinSecretLength} characters; give all nodes of the cluster the same one, made at random");
        Require(!string.IsNullOrWhiteSpace(Cluster) && Cluster.Length <= 128, nameof(Cluster), "must have 1 to 128 characters");
        Require(!string.IsNullOrWhiteSpace(Host), nameof(Host), "is missing");
        Require(Port is >= 0 and <= 65535, nameof(Port), "must be from 0 to 65535");
        Require(AdvertisedPort is null or (> 0 and <= 65535), nameof(AdvertisedPort), "must be from 1 to 65535");
        Require(Host is not ("0.0.0.0" or "::" or "*") || AdvertisedHost is not null, nameof(AdvertisedHost), $"is needed because {nameof(Host)} is '{Host}', which peers cannot connect to");
        Require(MaxFrameBytes is >= Session.LeastFrameBytes and <= BatchWriter.MaxFrameBytes, nameof(MaxFrameBytes), $"must be from 16 KiB to {BatchWriter.MaxFrameBytes}");
        Require(MaxMessageBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(MaxMessageBytes), "must be from 1 KiB to 64 MiB");
        Require(ChunkBytes is >= 1024 and <= 4 * 1024 * 1024, nameof(ChunkBytes), "must be from 1 KiB to 4 MiB");
        Require(BatchBytes >= 1024 && BatchBytes <= MaxFrameBytes, nameof(BatchBytes), $"must be from 1 KiB to {nameof(MaxFrameBytes)}"); // a batch's own header must leave room
        Require(
            DataPump.BufferBytesOf(this) <= BatchWriter.MaxFrameBytes,
            nameof(MaxFrameBytes),
            $"is too large: it, and {nameof(MaxMessageBytes)}, {nameof(BatchBytes)} and {nameof(ChunkBytes)} together, must stay below {BatchWriter.MaxFrameBytes}");
        Require(DataStreams is >= 1 and <= OutboundPump.MaxStreams, nameof(DataStreams), $"must be from 1 to {OutboundPump.MaxStreams}");
        Require(OutboundLimitBytes > 0, nameof(OutboundLimitBytes), "must be positive");
        Require(InboundLimitBytes >= 4096, nameof(InboundLimitBytes), "must be at least 4 KiB");
        Require(LargeInboundLimitBytes >= LeastLargeInboundBytes, nameof(LargeInboundLimitBytes), $"must be at least three times {nameof(MaxMessageBytes)}, which one message may take while it comes, and {nameof(MaxFrameBytes)}");
        Require(OutboundLimitMessages > 0, nameof(OutboundLimitMessages), "must be positive");
        Require(MaxPendingControl > 0, nameof(MaxPendingControl), "must be positive");
        Require(MaxWatchesPerPeer > 0, nameof(MaxWatchesPerPeer), "must be positive");
        Require(MaxControlPerSecond > 0, nameof(MaxControlPerSecond), "must be positive");
        Require(MaxPingsPerSecond > 0, nameof(MaxPingsPerSecond), "must be positive");
        Require(MaxMalformedPerSecond > 0, nameof(MaxMalformedPerSecond), "must be positive");
        Require(MaxPendingHandshakes > 0, nameof(MaxPendingHandshakes), "must be positive");
        Require(MaxTableEntries is >= 16 and <= 1_000_000, nameof(MaxTableEntries), "must be from 16 to 1,000,000");
        Require(MaxManifestEntries is >= 0 and <= 1_000_000, nameof(MaxManifestEntries), "must be from 0 to 1,000,000");
        Require(MaxPeers > 0, nameof(MaxPeers), "must be positive");
        ValidateTimes();
        foreach (string path in OpenPaths) Require(ActorPath.TryParse(path, out var open) && !SpawnKinds.IsSystem(open), nameof(OpenPaths), $"has '{path}', which is not a path outside /system");
        ValidateSpawning();
    }

    /// <summary>What holds where links leave the process.</summary>
    internal void ValidateNetwork()
    {
        Require(
            Tls is not null || AllowPlainText || (Loopback.Covers(Host) && (AdvertisedHost is null || Loopback.Covers(AdvertisedHost))),
            nameof(Tls),
            $"is missing, and {nameof(Host)} '{Host}' or {nameof(AdvertisedHost)} '{AdvertisedHost}' is not loopback; give the node certificates, or set {nameof(AllowPlainText)} if the network itself is trusted");
    }

    /// <summary>What <c>ToString</c> says: where the node is, and nothing that must not be read in a log.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{nameof(Cluster)} = {Cluster}, {nameof(Host)} = {Host}, {nameof(Port)} = {Port}, ");
        text.Append(CultureInfo.InvariantCulture, $"{nameof(AdvertisedHost)} = {AdvertisedHost}, {nameof(AdvertisedPort)} = {AdvertisedPort}, {nameof(Tls)} = {Tls is not null}");
        return true;
    }

    private static void Require(bool condition, string setting, string problem)
    {
        if (!condition) throw new ArgumentException($"{nameof(RemoteOptions)}.{setting} {problem}", setting);
    }
}
