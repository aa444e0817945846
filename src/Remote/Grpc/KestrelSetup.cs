using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Remote;

/// <summary>Makes the Kestrel server that accepts links: the bare server, without host, configuration or middleware.</summary>
internal static class KestrelSetup
{
    internal static KestrelServer CreateServer(GrpcTransportOptions options, IPEndPoint endPoint, TimeProvider time, ILoggerFactory loggers)
    {
        var server = new KestrelServerOptions { AddServerHeader = false };
        if (options.Tls is not null) server.ApplicationServices = TlsServices(loggers);
        KestrelServerLimits limits = server.Limits;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestBodySize = null; // a call lives as long as its nodes; frames have their own limit
        limits.KeepAliveTimeout = options.ConnectTimeout; // without a call: a link has one from its beginning to its end
        limits.MinRequestBodyDataRate = null; // an idle link is healthy; pings watch over it
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = options.MaxHeaderBytes;
        limits.Http2.InitialStreamWindowSize = options.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = options.ConnectionWindowBytes;
        server.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Tls is { } tls)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = options.ConnectTimeout,
                    OnConnection = context => ValueTask.FromResult(AcceptTls(options, tls, context.Connection.RemoteEndPoint?.ToString() ?? "an unknown peer")),
                });
            }

            listen.Use(next => connection => // behind TLS: what it sees is HTTP/2
            {
                Pacing(connection, options, time);
                return next(connection);
            });
        });
        return new KestrelServer(Options.Create(server), new DoorListenerFactory(options, time, loggers), loggers);
    }

    private static void Pacing(ConnectionContext connection, GrpcTransportOptions options, TimeProvider time)
    {
        var pace = new FramePace(time, options.MaxWastedFramesPerSecond, () => options.Slowed?.Invoke(
            connection.RemoteEndPoint?.ToString() ?? "an unknown peer",
            $"more than {options.MaxWastedFramesPerSecond} HTTP/2 frames within a second that bring no message (GrpcTransportOptions.{nameof(GrpcTransportOptions.MaxWastedFramesPerSecond)}); no more of them are read"));
        var hold = new ReceiveHold(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        connection.Transport = new PacedPipe(new PacedReader(connection.Transport.Input, pace, hold, time), connection.Transport.Output);
        connection.Items[typeof(ConnectionAccount)] = new ConnectionAccount(pace, connection.Items.TryGetValue(typeof(Caller), out object? caller) ? (Caller?)caller : null);
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
