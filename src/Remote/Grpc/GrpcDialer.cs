using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Actors.Remote;

/// <summary>Opens Connect calls, each on a handler and so on an HTTP/2 connection of its own, or on another call's.</summary>
internal sealed class GrpcDialer
{
    private readonly GrpcTransportOptions _options;
    private readonly TimeProvider _time;

    internal GrpcDialer(GrpcTransportOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    /// <param name="shared">The connection of another call; null: a new one.</param>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LinkException">No call could be opened; the message names the peer and the reason.</exception>
    internal async Task<GrpcClientStream> DialAsync(GrpcClientConnection? shared, string host, int port, CancellationToken cancellationToken)
    {
        string peer = PeerName(host, port);
        if (_options.Tls is null && !_options.AllowPlainText && !Loopback.Covers(host))
            throw new LinkException($"cannot connect to {peer}: it is not on this machine, and links are not encrypted; set RemoteOptions.{nameof(RemoteOptions.Tls)} (or RemoteOptions.{nameof(RemoteOptions.AllowPlainText)}, if the network itself is trusted)");
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        GrpcClientConnection? connection = null;
        try
        {
            if (shared is not null && !shared.TryShare()) throw new LinkException($"cannot connect to {peer}: the link's first connection is closed");
            connection = shared ?? new GrpcClientConnection(_options, host, _time);
            return await OpenCallAsync(connection, host, port, peer, connecting.Token);
        }
        catch (Exception exception)
        {
            string? refused = connection?.Refused;
            connection?.Dispose();
            if (exception is LinkException) throw;
            if (refused is not null) throw new LinkException($"cannot connect to {peer}: {refused}", exception);
            cancellationToken.ThrowIfCancellationRequested();
            if (timeout.IsCancellationRequested)
                throw new LinkException($"cannot connect to {peer}: no answer within {_options.ConnectTimeout.TotalSeconds:0.###} s (GrpcTransportOptions.ConnectTimeout)", exception);
            throw new LinkException($"cannot connect to {peer}: {Reason(exception)}", exception);
        }
    }

    private async Task<GrpcClientStream> OpenCallAsync(GrpcClientConnection connection, string host, int port, string peer, CancellationToken connecting)
    {
        var content = new GrpcCallContent();
        content.Headers.ContentType = new MediaTypeHeaderValue(GrpcProtocol.ContentType);
        string scheme = _options.Tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(scheme, host, port, GrpcProtocol.ConnectPath).Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));

        // The token given to SendAsync also governs the request's body, which outlives the connecting.
        HttpResponseMessage response;
        await using (connecting.UnsafeRegister(static state => ((GrpcClientConnection)state!).Dispose(), connection))
            response = await connection.SendAsync(request);
        connection.Keep(response);
        CheckAnswer(response, peer);
        Stream input = await response.Content.ReadAsStreamAsync(connecting);
        Stream output = await content.Opened.WaitAsync(connecting);
        return new GrpcClientStream(connection, response, content, input, output, peer, _options.CloseTimeout, _time);
    }

    private static void CheckAnswer(HttpResponseMessage response, string peer)
    {
        if (response.StatusCode != HttpStatusCode.OK || !GrpcProtocol.IsGrpc(response.Content.Headers.ContentType?.ToString()))
        {
            throw new LinkException(
                $"cannot connect to {peer}: it answered HTTP {(int)response.StatusCode} with content type '{response.Content.Headers.ContentType}'; is that the node's remoting port?");
        }

        if (GrpcStatus.Read(response.Headers) is { } status && status.Code != GrpcProtocol.StatusOk)
            throw new LinkException($"cannot connect to {peer}: it refused the call with {status}");
    }

    private string Reason(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException) return $"TLS failed: {inner.Message}";
            if (inner is SocketException { SocketErrorCode: var code } socket)
            {
                return code switch
                {
                    SocketError.ConnectionRefused => "connection refused; nothing listens there",
                    SocketError.TimedOut => $"no connection within {_options.TcpTimeout.TotalSeconds:0.###} s (GrpcTransportOptions.TcpTimeout); the machine is down, or what is sent there is dropped on the way",
                    SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name cannot be resolved",
                    _ => socket.Message,
                };
            }
        }

        return exception.Message;
    }

    private static string PeerName(string host, int port) => host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";
}
