namespace Actors.Remote;

/// <summary>Limits and times of the gRPC transport. The defaults suit nodes in one data centre.</summary>
public sealed record GrpcTransportOptions
{
    private static readonly TimeSpan s_longestTime = TimeSpan.FromHours(1);

    /// <summary>How long opening a link may take: name look-up, TCP, TLS and the answer's headers. Default 5 s; at most an hour.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long TCP may take for each address of a host, within <see cref="ConnectTimeout"/>. A first packet that a network in trouble
    /// has swallowed is sent again after 1, 3 and 7 s, whether the network is well by then or not; giving up earlier and dialling again
    /// finds that out sooner. Default 2 s; at most an hour.
    /// </summary>
    public TimeSpan TcpTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an orderly end may wait for the peer to end its side, too; then the link is cut. Default 2 s; at most an hour.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that a peer may send on one stream before we have read them. Default 8 MiB; 64 KiB to 16 MiB.</summary>
    public int StreamWindowBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The same for all streams of a connection that we accepted. Default 16 MiB; at least twice <see cref="StreamWindowBytes"/>,
    /// so that replies come through while messages beside them are not read.
    /// </summary>
    public int ConnectionWindowBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Connections that are accepted at a time; more are closed at once. Default 4,096.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Calls that are accepted at a time on one connection; more are refused with HTTP/2's REFUSED_STREAM. Default 16; at least 2.</summary>
    public int MaxStreamsPerConnection { get; init; } = 16;

    /// <summary>Bytes of all headers of a call, both ways. Default 16 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// HTTP/2 frames that a connection may bring in a second and that bring no message: pieces of messages below 1 KiB (below 16 bytes each counts
    /// for 4), pings, settings; the opening of a call counts for 20. A fifth of them may come at once; then the connection is read only as fast as
    /// this, whatever waits in it. Twenty times as many where a stream of it has shown that it knows the secret. Default 1,000: some per cent of
    /// a processor's core.
    /// </summary>
    public int MaxWastedFramesPerSecond { get; init; } = 1000;

    /// <summary>
    /// Connections from one address (of IPv6: one network of 64 bits) that may begin in a second when as many as
    /// <see cref="FailedConnectionsBurst"/> have come to nothing: they never showed the secret, or broke a rule afterwards. Others
    /// count for a tenth. Further ones wait for their turn, before anything is read from them; those that stand are not touched.
    /// Default 10.
    /// </summary>
    public int FailedConnectionsPerSecond { get; init; } = 10;

    /// <summary>Connections from one address that may come to nothing, or be about to show the secret, before <see cref="FailedConnectionsPerSecond"/> counts. Default 256.</summary>
    public int FailedConnectionsBurst { get; init; } = 256;

    /// <summary>Connections from one address that may wait for their turn; more are closed at once. Default 32.</summary>
    public int MaxWaitingConnections { get; init; } = 32;

    /// <summary>
    /// Runs what follows a socket's completion on the thread that saw it. Saves thread hops, but whoever reads a link
    /// must then return quickly. Default false.
    /// </summary>
    public bool PreferInlineScheduling { get; init; }

    /// <summary>Null means plain text.</summary>
    internal RemoteTls? Tls { get; init; }

    /// <summary>Links without TLS may leave the machine.</summary>
    internal bool AllowPlainText { get; init; }

    /// <summary>Told of each dialler whose certificate is not taken, and why. Called on network threads.</summary>
    internal Action<string, string>? CertificateRefused { get; init; }

    /// <summary>Told of each connection that is closed before it could begin, and why. Called on network threads.</summary>
    internal Action<string, string>? Refused { get; init; }

    /// <summary>Told of each connection that has to wait, or is read more slowly than it brings. Called on network threads.</summary>
    internal Action<string, string>? Slowed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal GrpcTransportOptions Validated()
    {
        RequireTime(ConnectTimeout, nameof(ConnectTimeout));
        RequireTime(TcpTimeout, nameof(TcpTimeout));
        RequireTime(CloseTimeout, nameof(CloseTimeout));
        RequireRange(StreamWindowBytes, 65_535, 16 * 1024 * 1024, nameof(StreamWindowBytes));
        RequireRange(ConnectionWindowBytes, 2L * StreamWindowBytes, int.MaxValue, nameof(ConnectionWindowBytes));
        RequireRange(MaxConnections, 1, int.MaxValue, nameof(MaxConnections));
        RequireRange(MaxStreamsPerConnection, 2, int.MaxValue, nameof(MaxStreamsPerConnection));
        RequireRange(MaxWastedFramesPerSecond, 100, 100_000_000, nameof(MaxWastedFramesPerSecond));
        RequireRange(FailedConnectionsPerSecond, 1, 1_000_000, nameof(FailedConnectionsPerSecond));
        RequireRange(FailedConnectionsBurst, 1, 1_000_000, nameof(FailedConnectionsBurst));
        RequireRange(MaxWaitingConnections, 0, 100_000, nameof(MaxWaitingConnections));
        RequireRange(MaxHeaderBytes, 1024, 1024 * 1024, nameof(MaxHeaderBytes));
        return this;
    }

    private static void RequireTime(TimeSpan time, string name)
    {
        if (time <= TimeSpan.Zero || time > s_longestTime)
            throw new ArgumentException($"GrpcTransportOptions.{name} is {time}; it must be positive and at most {s_longestTime}", name);
    }

    private static void RequireRange(long value, long min, long max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentException($"GrpcTransportOptions.{name} is {value}; it must be from {min} to {max}");
    }
}
