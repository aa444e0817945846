using System.Net;
using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// One HTTP/2 connection, for one call or for two that end together. It keeps its socket in hand, because closing that is
/// the only thing that ends a write at once when the peer has stopped reading. Disposing cuts it; idempotent, thread-safe.
/// </summary>
internal sealed class GrpcClientConnection : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly CancellationTokenSource _call = new();
    private readonly Lock _lock = new();
    private readonly List<HttpResponseMessage> _answers = [];
    private readonly TimeSpan _tcpTimeout;
    private readonly TimeProvider _time;
    private Socket? _socket;
    private int _calls = 1;
    private bool _disposed;

    internal GrpcClientConnection(GrpcTransportOptions options, string host, TimeProvider time)
    {
        _tcpTimeout = options.TcpTimeout;
        _time = time;
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

    /// <summary>Why the peer's certificate was not taken; null if it was.</summary>
    internal string? Refused { get; private set; }

    internal bool IsUnheardFor(TimeSpan time) => TcpSilence.IsLongerThan(Volatile.Read(ref _socket), time);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _invoker.SendAsync(request, _call.Token);

    /// <summary>Releases a call's answer with the connection.</summary>
    internal void Keep(HttpResponseMessage answer)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _answers.Add(answer);
                return;
            }
        }

        answer.Dispose();
    }

    /// <summary>Another call begins. False if the connection is closed.</summary>
    internal bool TryShare()
    {
        lock (_lock)
        {
            if (_disposed) return false;
            _calls++;
            return true;
        }
    }

    /// <summary>One of the calls has ended in order: the last one closes the connection.</summary>
    internal void Leave()
    {
        lock (_lock)
        {
            if (--_calls > 0) return;
        }

        Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
        }

        _socket?.Dispose();
        _call.Cancel();
        foreach (var answer in _answers) answer.Dispose();
        _invoker.Dispose();
        _call.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await TcpConnect.ToAsync(context.DnsEndPoint, _tcpTimeout, _time, cancellationToken);
        Volatile.Write(ref _socket, socket);
        lock (_lock)
        {
            if (!_disposed) return new NetworkStream(socket, ownsSocket: true);
        }

        socket.Dispose();
        throw new ObjectDisposedException(nameof(GrpcClientConnection));
    }
}
