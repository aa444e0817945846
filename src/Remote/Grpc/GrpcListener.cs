using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <summary>What Kestrel runs for each request: checks that it is our call, and hands it on as a link.</summary>
internal sealed class GrpcListener : IHttpApplication<IFeatureCollection>
{
    private readonly Func<GrpcServerStream, Task> _accept;
    private readonly GrpcTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="accept">Runs a link; it is released when the task ends.</param>
    /// <param name="options">The transport's.</param>
    /// <param name="time">The transport's.</param>
    /// <param name="logger">For refused requests and failed handlers.</param>
    internal GrpcListener(Func<GrpcServerStream, Task> accept, GrpcTransportOptions options, TimeProvider time, ILogger logger)
    {
        _accept = accept;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    /// <inheritdoc/>
    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        string peer = PeerOf(context);
        if (!TryAdmit(request, response, peer)) return;
        response.Headers.ContentType = GrpcProtocol.ContentType;
        var body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        await body.StartAsync();
        await body.Writer.FlushAsync(); // a client waits for the headers before it sends anything
        var stream = new GrpcServerStream(context, peer, _options.CloseTimeout, _time);
        try
        {
            await _accept(stream);
            await stream.DisposeAsync();
        }
        catch (Exception exception)
        {
            _logger.AcceptFailed(peer, exception);
            await stream.EndAsync(GrpcProtocol.StatusInternal, "the node failed to handle this call; its log says more");
        }
    }

    private bool TryAdmit(IHttpRequestFeature request, IHttpResponseFeature response, string peer)
    {
        bool known = request.Path == GrpcProtocol.ConnectPath;
        if (!GrpcProtocol.IsGrpc(request.Headers.ContentType))
            return Refuse(request, response, peer, known ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status404NotFound, "not gRPC");
        if (request.Method != HttpMethods.Post)
            return Refuse(request, response, peer, StatusCodes.Status405MethodNotAllowed, "gRPC calls are POST requests");
        if (!known)
            return Unimplemented(request, response, peer, $"this node serves {GrpcProtocol.ConnectPath} only, not {request.Path}");
        if (request.Headers["grpc-encoding"].ToString() is { Length: > 0 } encoding && encoding != "identity")
        {
            response.Headers["grpc-accept-encoding"] = "identity";
            return Unimplemented(request, response, peer, $"message encoding {encoding} is not served; send uncompressed messages");
        }

        return true;
    }

    private bool Unimplemented(IHttpRequestFeature request, IHttpResponseFeature response, string peer, string reason)
    {
        response.Headers.ContentType = GrpcProtocol.ContentType;
        response.Headers[GrpcProtocol.StatusHeader] = GrpcProtocol.StatusUnimplemented.ToString(CultureInfo.InvariantCulture);
        response.Headers[GrpcProtocol.MessageHeader] = GrpcProtocol.EncodeMessage(reason);
        return Refuse(request, response, peer, StatusCodes.Status200OK, reason);
    }

    private bool Refuse(IHttpRequestFeature request, IHttpResponseFeature response, string peer, int status, string reason)
    {
        response.StatusCode = status;
        _logger.Refused(request.Method, request.Path, peer, status, reason);
        return false;
    }

    private static string PeerOf(IFeatureCollection context) =>
        context.Get<IHttpConnectionFeature>() is { RemoteIpAddress: { } address } connection
            ? new IPEndPoint(address, connection.RemotePort).ToString()
            : "an unknown peer";
}
