using System.Net;
using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// One HTTP/2 connection for one call. It keeps its socket in hand, because closing that is the only thing that ends
/// a write at once when the peer has stopped reading. Disposing cuts it; idempotent, thread-safe.
/// </summary>
internal sealed class GrpcClientConnection : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly CancellationTokenSource _call = new();
    private Socket? _socket;
    private int _disposed;

    internal GrpcClientConnection(GrpcTransportOptions options, string host)
    {
        _handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            InitialHttp2StreamWindowSize = options.StreamWindowBytes,
            MaxResponseHeadersLength = options.MaxHeaderBytes / 1024,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (options.Tls is { } tls) _handler.SslOptions = TlsHandshake.Dialling(tls, host, problem => Refused = problem);
        _invoker = new HttpMessageInvoker(_handler, disposeHandler: true);
    }

    /// <summary>The call's answer, released with the connection.</summary>
    internal HttpResponseMessage? Response { get; set; }

    /// <summary>Why the peer's certificate was not taken; null if it was.</summary>
    internal string? Refused { get; private set; }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _invoker.SendAsync(request, _call.Token);

    /// <summary>Gives the call up while it is being opened.</summary>
    internal void Cancel() => _call.Cancel();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _socket?.Dispose();
        _call.Cancel();
        Response?.Dispose();
        _invoker.Dispose();
        _call.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            Volatile.Write(ref _socket, socket);
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
