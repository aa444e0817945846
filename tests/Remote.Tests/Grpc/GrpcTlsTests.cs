using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

/// <summary>TLS on real sockets, with certificates made here.</summary>
public sealed class GrpcTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new("authority"), _other = new("another authority");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Link_WithMutualTls_EchoesAndEndsInOrder()
    {
        await using GrpcLinkTransport acceptor = Create(Certificates("a")), dialler = Create(Certificates("b"));
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await dialler.ConnectAsync("127.0.0.1", port, default);
        await link.WriteAsync(new byte[] { 1, 2 }, default);
        Assert.Equal([1, 2], await link.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task ConnectAsync_CertificateOfAnotherAuthority_FailsNamingThePeerAndTheReason()
    {
        await using GrpcLinkTransport acceptor = Create(new TestCertificates(_other.Issue("a"), _authority.Root)), dialler = Create(Certificates("b"));
        await RefusedAsync(acceptor, dialler, "CN=a", "PartialChain", nameof(INodeCertificates.Authorities));
    }

    [Fact]
    public async Task ConnectAsync_CertificateThatHasExpired_FailsWithThatReason()
    {
        await using GrpcLinkTransport acceptor = Create(new TestCertificates(_authority.Issue("a", validDays: -1), _authority.Root)), dialler = Create(Certificates("b"));
        await RefusedAsync(acceptor, dialler, "CN=a", "NotTimeValid");
    }

    /// <summary>Fails when TlsHandshake does not compare the name: any node's certificate would then do for all.</summary>
    [Fact]
    public async Task ConnectAsync_CertificateForAnotherName_FailsUnlessPeerNameSaysIt()
    {
        var elsewhere = new TestCertificates(_authority.Issue("elsewhere"), _authority.Root);
        await using GrpcLinkTransport acceptor = Create(elsewhere), dialler = Create(Certificates("b"));
        int port = await RefusedAsync(acceptor, dialler, "CN=elsewhere", "127.0.0.1", nameof(RemoteTls.PeerName));
        await using var knowing = Create(new RemoteTls { Certificates = Certificates("b"), PeerName = "elsewhere" });
        await using ILinkStream link = await knowing.ConnectAsync("127.0.0.1", port, default);
    }

    /// <summary>Fails when the acceptor takes whatever certificate it is shown.</summary>
    [Fact]
    public async Task ConnectAsync_AcceptorDoesNotTakeTheDialler_FailsAndTheAcceptorSaysWhy()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new GrpcTransportOptions
        {
            Tls = new RemoteTls { Certificates = Certificates("a") },
            CertificateRefused = (_, problem) => told.TrySetResult(problem),
        };
        await using var acceptor = new GrpcLinkTransport(options, TimeProvider.System, NullLoggerFactory.Instance);
        await using var dialler = Create(new TestCertificates(_other.Issue("stranger"), _authority.Root));
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync("127.0.0.1", port, default));
        Assert.Contains("CN=stranger", await told.Task.WaitAsync(TestNode.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_PlainTextToTls_FailsNamingThePeer()
    {
        await using GrpcLinkTransport acceptor = Create(Certificates("a"));
        await using var dialler = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        await RefusedAsync(acceptor, dialler);
    }

    [Fact]
    public async Task ConnectAsync_PlainTextToAnotherMachine_FailsNamingTheSettings()
    {
        await using var dialler = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync("192.0.2.1", 9, default));
        Assert.Contains(nameof(RemoteOptions.Tls), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RemoteOptions.AllowPlainText), error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Both nodes change to another authority while messages travel: open links stay, the next ones use the new certificates,
    /// and a node that has not changed is refused with a reason. Fails when the settings of a handshake are made once.
    /// </summary>
    [Fact]
    public async Task Certificates_ChangedUnderTraffic_HoldFromTheNextLinkOn()
    {
        var (ofA, ofB) = (Certificates("a"), Certificates("b"));
        await using var a = await TestNode.StartAsync("a", null, TestNode.Options with { Tls = new RemoteTls { Certificates = ofA } });
        await using var b = await TestNode.StartAsync("b", null, TestNode.Options with { Tls = new RemoteTls { Certificates = ofB } });
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        foreach (var (certificates, name) in new[] { (ofA, "new-a"), (ofB, "new-b") }) (certificates.Own, certificates.Trusted) = (_other.Issue(name), [_other.Root]);
        for (int i = 0; i < 100; i++) Assert.Equal(i + 1, await a.AddAsync(b, i));
        Assert.Equal(1, a.Log.Count(2001));
        int asked = ofB.Asked;
        a.Remote.TryGetPeer(b.Remote.Self)!.Session!.Close("the test says so");
        Assert.Equal(3, await a.AddAsync(b, 2));
        Assert.True(ofB.Asked > asked);
        await using var late = await TestNode.StartAsync("late", null, TestNode.Options with { Tls = new RemoteTls { Certificates = Certificates("late") } });
        late.Ref<Number>(b, "adder").Tell(new Number(1));
        Assert.Contains("CN=new-b", await late.Log.WaitForAsync(2003), StringComparison.Ordinal);
        b.Remote.TryGetPeer(late.Remote.Self); // and the other way round
        b.Ref<Number>(late, "adder").Tell(new Number(1));
        Assert.Contains("CN=late", await b.Log.WaitForAsync(2003), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "10.0.0.7")]
    [InlineData("127.0.0.1", "node.example")]
    [InlineData("192.0.2.1", null)]
    public async Task StartAsync_OffLoopbackWithoutTls_FailsNamingTheSettings(string host, string? advertised)
    {
        var options = TestNode.Options with { Host = host, AdvertisedHost = advertised };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => TestNode.StartAsync("a", null, options));
        Assert.Contains("RemoteOptions.Tls", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(RemoteOptions.AllowPlainText), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OffLoopbackWithTlsOrSwitchedOff_Starts()
    {
        await using var a = await TestNode.StartAsync("a", null, TestNode.Options with { Host = "0.0.0.0", AdvertisedHost = "a.example", AllowPlainText = true });
        await using var b = await TestNode.StartAsync("b", null, TestNode.Options with { Host = "0.0.0.0", AdvertisedHost = "b.example", Tls = new RemoteTls { Certificates = Certificates("b") } });
    }

    private static async Task<int> RefusedAsync(GrpcLinkTransport acceptor, GrpcLinkTransport dialler, params string[] named)
    {
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync("127.0.0.1", port, default));
        foreach (string text in (string[])[$"cannot connect to 127.0.0.1:{port}", .. named]) Assert.Contains(text, error.Message, StringComparison.Ordinal);
        return port;
    }

    private TestCertificates Certificates(string name) => new(_authority.Issue(name), _authority.Root);

    private static GrpcLinkTransport Create(INodeCertificates certificates) => Create(new RemoteTls { Certificates = certificates });

    private static GrpcLinkTransport Create(RemoteTls tls) => new(TestNode.Transport with { Tls = tls }, TimeProvider.System, NullLoggerFactory.Instance);
}
