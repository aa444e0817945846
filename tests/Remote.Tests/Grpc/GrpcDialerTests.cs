using System.Net;
using System.Net.Sockets;
using Actors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

public sealed class GrpcDialerTests
{
    [Fact]
    public async Task ConnectAsync_PeerNeverAnswers_FailsAfterTheTimeout()
    {
        var time = new VirtualTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using GrpcLinkTransport transport = Create(time);
        Task<ILinkStream> connecting = transport.ConnectAsync("127.0.0.1", port, default).AsTask();
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        Assert.False(connecting.IsCompleted);
        time.AdvanceBy(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<LinkException>(() => connecting);
        Assert.Equal($"cannot connect to 127.0.0.1:{port}: no answer within 5 s (GrpcTransportOptions.ConnectTimeout)", error.Message);
        Assert.Equal(0, transport.OpenLinkCount);
    }

    /// <summary>The queue of the listener is full, so the kernel lets each first packet drop, as a network would that swallows them. Without TcpTimeout the kernel itself gives up, after two minutes: the test then only takes that long.</summary>
    [Fact]
    public async Task ConnectAsync_FirstPacketVanishes_FailsSoonNamingTheSetting()
    {
        var time = new VirtualTime();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(IPAddress.Loopback, port); // and nobody accepts it
        await using GrpcLinkTransport transport = Create(time);
        Task<ILinkStream> connecting = transport.ConnectAsync("127.0.0.1", port, default).AsTask();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (time.NextDue > TimeSpan.FromSeconds(2) && !limit.IsCancellationRequested) await Task.Yield(); // it connects
        Assert.False(connecting.IsCompleted);
        time.AdvanceBy(TimeSpan.FromSeconds(2));
        var error = await Assert.ThrowsAsync<LinkException>(() => connecting);
        Assert.StartsWith($"cannot connect to 127.0.0.1:{port}: no connection within 2 s (GrpcTransportOptions.TcpTimeout)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_Cancelled_ThrowsThat()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var cancel = new CancellationTokenSource();
        await using GrpcLinkTransport transport = Create(TimeProvider.System);
        Task<ILinkStream> connecting = transport.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, cancel.Token).AsTask();
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task ConnectAsync_UnknownHost_FailsNamingIt()
    {
        await using var transport = new GrpcLinkTransport(new GrpcTransportOptions { AllowPlainText = true }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await transport.ConnectAsync("no-such-host.invalid", 1234, default));
        Assert.Equal("cannot connect to no-such-host.invalid:1234: the host name cannot be resolved", error.Message);
    }

    [Fact]
    public async Task ConnectAsync_PeerSpeaksHttp1_FailsNamingThePeer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using GrpcLinkTransport transport = Create(TimeProvider.System);
        Task<ILinkStream> connecting = transport.ConnectAsync("127.0.0.1", port, default).AsTask();
        using TcpClient accepted = await listener.AcceptTcpClientAsync();
        await accepted.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());
        var error = await Assert.ThrowsAsync<LinkException>(() => connecting);
        Assert.StartsWith($"cannot connect to 127.0.0.1:{port}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(GrpcTransportOptions.ConnectTimeout))]
    [InlineData(nameof(GrpcTransportOptions.TcpTimeout))]
    [InlineData(nameof(GrpcTransportOptions.CloseTimeout))]
    [InlineData(nameof(GrpcTransportOptions.StreamWindowBytes))]
    [InlineData(nameof(GrpcTransportOptions.ConnectionWindowBytes))]
    [InlineData(nameof(GrpcTransportOptions.MaxConnections))]
    [InlineData(nameof(GrpcTransportOptions.MaxStreamsPerConnection))]
    [InlineData(nameof(GrpcTransportOptions.MaxHeaderBytes))]
    public void Options_OutOfRange_AreRefusedByName(string option)
    {
        var good = new GrpcTransportOptions();
        GrpcTransportOptions bad = option switch
        {
            nameof(GrpcTransportOptions.ConnectTimeout) => good with { ConnectTimeout = TimeSpan.Zero },
            nameof(GrpcTransportOptions.TcpTimeout) => good with { TcpTimeout = TimeSpan.Zero },
            nameof(GrpcTransportOptions.CloseTimeout) => good with { CloseTimeout = TimeSpan.FromDays(1) },
            nameof(GrpcTransportOptions.StreamWindowBytes) => good with { StreamWindowBytes = 1 },
            nameof(GrpcTransportOptions.ConnectionWindowBytes) => good with { ConnectionWindowBytes = (2 * good.StreamWindowBytes) - 1 },
            nameof(GrpcTransportOptions.MaxConnections) => good with { MaxConnections = 0 },
            nameof(GrpcTransportOptions.MaxStreamsPerConnection) => good with { MaxStreamsPerConnection = 0 },
            _ => good with { MaxHeaderBytes = 1 },
        };
        var error = Assert.Throws<ArgumentException>(() => new GrpcLinkTransport(bad, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.StartsWith($"GrpcTransportOptions.{option} is ", error.Message, StringComparison.Ordinal);
    }

    private static GrpcLinkTransport Create(TimeProvider time) => new(new GrpcTransportOptions(), time, NullLoggerFactory.Instance);
}
