using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote.Tests;

public sealed class PemCertificatesTests : IDisposable
{
    private readonly TestAuthority _authority = new("authority");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-pem-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _authority.Dispose();
    }

    /// <summary>While the files do not fit together the old ones hold. Fails when a reading that fails is not caught, or when files are read once only.</summary>
    [Fact]
    public void Certificate_FilesReplacedOneByOne_ChangesOnceTheyFitTogether()
    {
        var (first, second) = (_authority.Issue("first"), _authority.Issue("second"));
        Write(first, "cert.pem");
        WriteKey(first);
        File.WriteAllText(PathOf("ca.pem"), _authority.Root.ExportCertificatePem());
        var files = new PemCertificates(PathOf("cert.pem"), PathOf("key.pem"), PathOf("ca.pem"));
        Assert.Equal("CN=first", files.Certificate.Subject);
        Assert.True(files.Certificate.HasPrivateKey);
        Assert.Equal("CN=authority", Assert.Single(files.Authorities).Subject);
        Write(second, "cert.pem");
        Assert.Equal("CN=first", files.Certificate.Subject);
        Assert.Contains("key.pem", files.Problem, StringComparison.Ordinal);
        WriteKey(second);
        Assert.Equal("CN=second", files.Certificate.Subject);
        Assert.Null(files.Problem);
    }

    /// <summary>A handshake that has begun goes on with what it began with. Fails when the snapshot reads the files again.</summary>
    [Fact]
    public void Snapshot_FilesReplacedMeanwhile_StaysAsItWas()
    {
        var (first, second) = (_authority.Issue("first"), _authority.Issue("second"));
        using var other = new TestAuthority("other");
        Write(first, "cert.pem");
        WriteKey(first);
        File.AppendAllText(PathOf("cert.pem"), "\n" + _authority.Root.ExportCertificatePem());
        File.WriteAllText(PathOf("ca.pem"), _authority.Root.ExportCertificatePem());
        INodeCertificates files = new PemCertificates(PathOf("cert.pem"), PathOf("key.pem"), PathOf("ca.pem"));
        var before = files.Snapshot();
        Write(second, "cert.pem");
        WriteKey(second);
        File.WriteAllText(PathOf("ca.pem"), other.Root.ExportCertificatePem());
        var after = files.Snapshot();
        Assert.Equal(("CN=first", 1, "CN=authority"), (before.Certificate.Subject, before.Intermediates.Count, Assert.Single(before.Authorities).Subject));
        Assert.Equal(("CN=second", 0, "CN=other"), (after.Certificate.Subject, after.Intermediates.Count, Assert.Single(after.Authorities).Subject));
    }

    /// <summary>Seen to fail while a snapshot was printed with all that it holds.</summary>
    [Fact]
    public void Snapshot_AsText_HasNoPrivateKey()
    {
        var only = _authority.Issue("only");
        Write(only, "cert.pem");
        WriteKey(only);
        File.WriteAllText(PathOf("ca.pem"), _authority.Root.ExportCertificatePem());
        INodeCertificates files = new PemCertificates(PathOf("cert.pem"), PathOf("key.pem"), PathOf("ca.pem"));
        Assert.Equal("CN=only", files.Snapshot().ToString());
        Assert.DoesNotContain("PRIVATE", $"{new RemoteTls { Certificates = files.Snapshot() }}", StringComparison.Ordinal);
    }

    /// <summary>Seen to fail while own certificate, intermediates and authorities were asked for one by one: seven times for one handshake.</summary>
    [Fact]
    public void Handshake_AsksForItsCertificatesOnce()
    {
        var source = new Counting(new TestCertificates(_authority.Issue("a.example"), _authority.Root));
        var tls = new RemoteTls { Certificates = source };
        var accepting = TlsHandshake.Accepting(tls, static _ => { });
        using var shown = _authority.Issue("b.example");
        Assert.True(accepting.RemoteCertificateValidationCallback!(this, shown, null, default));
        Assert.Equal((1, 0), (source.Snapshots, source.Others));
        var dialling = TlsHandshake.Dialling(tls, "b.example", static _ => { });
        Assert.True(dialling.RemoteCertificateValidationCallback!(this, shown, null, default));
        Assert.Equal((2, 0), (source.Snapshots, source.Others));
    }

    [Fact]
    public void Create_WithoutTheFiles_FailsNamingThem()
    {
        var error = Assert.Throws<ArgumentException>(() => new PemCertificates(PathOf("cert.pem"), PathOf("key.pem"), PathOf("ca.pem")));
        Assert.Contains("cert.pem", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_TlsOptions_ServeANode()
    {
        var certificate = _authority.Issue("a.example");
        Write(certificate, "node.pem");
        WriteKey(certificate);
        File.Move(PathOf("key.pem"), PathOf("node.key"));
        File.WriteAllText(PathOf("authorities.pem"), _authority.Root.ExportCertificatePem());
        string folder = _folder.FullName;
        // snippet: remote-tls
        var options = new RemoteOptions
        {
            Host = "0.0.0.0",
            AdvertisedHost = "a.example",
            Secret = "known to all nodes",
            Tls = new RemoteTls { Certificates = new PemCertificates($"{folder}/node.pem", $"{folder}/node.key", $"{folder}/authorities.pem") },
        };
        // end
        await using var system = ActorSystem.Create("a");
        var node = await RemoteNode.StartAsync(system, options with { Host = "127.0.0.1" });
        Assert.Equal("a.example", node.Self.Host);
    }

    private sealed class Counting(INodeCertificates real) : INodeCertificates
    {
        internal int Snapshots { get; private set; }

        internal int Others { get; private set; }

        public X509Certificate2 Certificate => Count(real.Certificate);

        public X509Certificate2Collection Intermediates => Count(real.Intermediates);

        public X509Certificate2Collection Authorities => Count(real.Authorities);

        public INodeCertificates Snapshot()
        {
            Snapshots++;
            return real;
        }

        private T Count<T>(T value)
        {
            Others++;
            return value;
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Write(X509Certificate2 certificate, string name) => File.WriteAllText(PathOf(name), certificate.ExportCertificatePem());

    private void WriteKey(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
