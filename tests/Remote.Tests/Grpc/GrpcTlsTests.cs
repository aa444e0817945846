using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

public sealed class GrpcTlsTests
{
    [Fact]
    public async Task Link_WithTls_EchoesAndEndsInOrder()
    {
        using X509Certificate2 certificate = SelfSigned();
        GrpcTransportOptions options = Options(certificate, trust: true);
        await using GrpcLinkTransport acceptor = Create(options), dialler = Create(options);
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await dialler.ConnectAsync("127.0.0.1", port, default);
        await link.WriteAsync(new byte[] { 1, 2 }, default);
        Assert.Equal([1, 2], await link.ReadExactlyAsync(2));
    }

    [Fact]
    public async Task ConnectAsync_CertificateNotTrusted_FailsNamingThePeer()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using GrpcLinkTransport acceptor = Create(Options(certificate, trust: true)), dialler = Create(Options(certificate, trust: false));
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync("127.0.0.1", port, default));
        Assert.Contains($"cannot connect to 127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ConnectAsync_PlainTextToTls_FailsNamingThePeer()
    {
        using X509Certificate2 certificate = SelfSigned();
        await using GrpcLinkTransport acceptor = Create(Options(certificate, trust: true)), dialler = Create(new GrpcTransportOptions());
        int port = await acceptor.ListenAsync("127.0.0.1", 0, LinkReading.EchoAsync, default);
        var error = await Assert.ThrowsAsync<LinkException>(async () => await dialler.ConnectAsync("127.0.0.1", port, default));
        Assert.Contains($"cannot connect to 127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    private static GrpcTransportOptions Options(X509Certificate2 certificate, bool trust) => new()
    {
        ServerTls = new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] },
        ClientTls = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, presented, _, _) => trust && presented?.GetCertHashString() == certificate.GetCertHashString(),
        },
    };

    private static GrpcLinkTransport Create(GrpcTransportOptions options) => new(options, TimeProvider.System, NullLoggerFactory.Instance);

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
