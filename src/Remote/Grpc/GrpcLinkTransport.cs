using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Remote;

/// <summary>
/// Links as gRPC calls: Kestrel accepts them, SocketsHttpHandler opens them, over HTTP/2 with prior knowledge (or TLS).
/// Thread-safe.
/// </summary>
internal sealed class GrpcLinkTransport : ILinkTransport
{
    private readonly GrpcTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly GrpcDialer _dialer;
    private readonly OpenLinks _links = new();
    private KestrelServer? _server;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal GrpcLinkTransport(GrpcTransportOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options.Validated();
        _time = time;
        _loggers = loggers;
        _logger = new SteadyLogger(loggers.CreateLogger<GrpcLinkTransport>());
        _dialer = new GrpcDialer(_options, time);
    }

    /// <summary>Links, accepted and opened, that are not released yet.</summary>
    internal int OpenLinkCount => _links.Count;

    /// <inheritdoc/>
    public async ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken)
    {
        IPAddress address = await ResolveAsync(host, port, cancellationToken);
        KestrelServer server = KestrelSetup.CreateServer(_options, new IPEndPoint(address, port), _time, _loggers);
        if (Interlocked.CompareExchange(ref _server, server, null) is not null)
        {
            server.Dispose();
            throw new InvalidOperationException("This transport listens already; use one transport per port.");
        }

        try
        {
            await server.StartAsync(new GrpcListener(stream => RunAsync(stream, accept), _options, _time, _logger), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _server = null;
            server.Dispose();
            throw new LinkException($"cannot listen on {host}:{port}: {Reason(exception)}", exception);
        }

        int bound = BoundPort(server);
        _logger.Listening(host, bound);
        return bound;
    }

    /// <inheritdoc/>
    public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) => OpenAsync(null, host, port, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        OpenAsync((GrpcClientStream)beside, host, port, cancellationToken);

    /// <summary>Stops to accept and cuts all links. Waits at most <see cref="GrpcTransportOptions.CloseTimeout"/> for their handlers.</summary>
    public async ValueTask DisposeAsync()
    {
        Task stopped = Task.CompletedTask;
        using var limit = new CancellationTokenSource(_options.CloseTimeout, _time);
        KestrelServer? server = Interlocked.Exchange(ref _server, null);
        if (server is not null) stopped = server.StopAsync(limit.Token);
        foreach (ILinkStream link in _links.Close()) link.Abort("this node's transport is closed");
        try
        {
            await stopped;
        }
        catch (Exception exception)
        {
            _logger.StopFailed(exception);
        }

        server?.Dispose();
    }

    private async ValueTask<ILinkStream> OpenAsync(GrpcClientStream? beside, string host, int port, CancellationToken cancellationToken)
    {
        if (_links.IsClosed) throw new LinkException($"cannot connect to {host}:{port}: this node's transport is closed");
        GrpcClientStream stream = await _dialer.DialAsync(beside?.Connection, host, port, cancellationToken);
        stream.Released = _links.Remove;
        if (!_links.TryAdd(stream))
        {
            stream.Abort("this node's transport is closed");
            throw new LinkException($"cannot connect to {host}:{port}: this node's transport is closed");
        }

        return stream;
    }

    private Task RunAsync(GrpcServerStream stream, Func<ILinkStream, Task> accept)
    {
        stream.Released = _links.Remove;
        if (_links.TryAdd(stream)) return accept(stream);
        stream.Abort("this node's transport is closed");
        return Task.CompletedTask;
    }

    private static async Task<IPAddress> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return address;
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(host, cancellationToken);
            if (found.Length > 0) return found[0];
        }
        catch (System.Net.Sockets.SocketException exception)
        {
            throw new LinkException($"cannot listen on {host}:{port}: the host name cannot be resolved", exception);
        }

        throw new LinkException($"cannot listen on {host}:{port}: the host name has no address");
    }

    private static int BoundPort(KestrelServer server) =>
        server.Features.Get<IServerAddressesFeature>() is { } addresses ? new Uri(addresses.Addresses.First()).Port : 0;

    private static string Reason(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressInUseException)
                return "address already in use; stop the other process, or choose another port (0 lets the system choose)";
        }

        return (exception.InnerException ?? exception).Message;
    }
}
