using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Remote;

/// <summary>Makes the Kestrel server that accepts links: the bare server, without host, configuration or middleware.</summary>
internal static class KestrelSetup
{
    internal static KestrelServer CreateServer(GrpcTransportOptions options, IPEndPoint endPoint, ILoggerFactory loggers)
    {
        var server = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = new Services(loggers) };
        KestrelServerLimits limits = server.Limits;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestBodySize = null; // a call lives as long as its nodes; frames have their own limit
        limits.MinRequestBodyDataRate = null; // an idle link is healthy; pings watch over it
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        limits.Http2.InitialStreamWindowSize = options.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = options.ConnectionWindowBytes;
        server.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.ServerTls is { } tls)
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
        });
        var sockets = new SocketTransportOptions { UnsafePreferInlineScheduling = options.PreferInlineScheduling };
        return new KestrelServer(Options.Create(server), new SocketTransportFactory(Options.Create(sockets), loggers), loggers);
    }

    /// <summary>All that Kestrel asks a service provider for here.</summary>
    private sealed class Services(ILoggerFactory loggers) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? loggers : null;
    }
}
