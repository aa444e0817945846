using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Remote;

/// <summary>Makes the Kestrel server that accepts links: the bare server, without host, configuration or middleware.</summary>
internal static class KestrelSetup
{
    internal static KestrelServer CreateServer(GrpcTransportOptions options, IPEndPoint endPoint, ILoggerFactory loggers)
    {
        var server = new KestrelServerOptions { AddServerHeader = false };
        if (options.Tls is not null) server.ApplicationServices = TlsServices(loggers);
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
            if (options.Tls is not { } tls) return;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = options.ConnectTimeout,
                OnConnection = context => ValueTask.FromResult(AcceptTls(options, tls, context.Connection.RemoteEndPoint?.ToString() ?? "an unknown peer")),
            });
        });
        var sockets = new SocketTransportOptions { UnsafePreferInlineScheduling = options.PreferInlineScheduling };
        return new KestrelServer(Options.Create(server), new SocketTransportFactory(Options.Create(sockets), loggers), loggers);
    }

    private static SslServerAuthenticationOptions AcceptTls(GrpcTransportOptions options, RemoteTls tls, string peer)
    {
        void Refused(string problem) => options.CertificateRefused?.Invoke(peer, problem);
        try
        {
            return TlsHandshake.Accepting(tls, Refused);
        }
        catch (Exception error)
        {
            Refused($"this node's own certificates cannot be used: {error.Message}");
            throw;
        }
    }

    /// <summary>Kestrel's TLS middleware takes its loggers and meters from a container, and nothing else here does.</summary>
    private static ServiceProvider TlsServices(ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(loggers);
        return builder.Services.BuildServiceProvider();
    }
}
