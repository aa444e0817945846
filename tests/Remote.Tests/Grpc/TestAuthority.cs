using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote.Tests;

/// <summary>An authority made for one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    internal TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    /// <summary>Without its key.</summary>
    internal X509Certificate2 Root => X509CertificateLoader.LoadCertificate(_root.RawData);

    /// <summary>A node's, for 127.0.0.1 and what <paramref name="name"/> says, for both sides of a handshake.</summary>
    internal X509Certificate2 Issue(string name, int validDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name != "elsewhere") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        var from = DateTimeOffset.UtcNow.AddDays(-1.5);
        using var issued = request.Create(_root, from, DateTimeOffset.UtcNow.AddDays(validDays), RandomNumberGenerator.GetBytes(8));
        using var paired = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose() => _root.Dispose();
}

/// <summary>Certificates that a test changes at will.</summary>
internal sealed class TestCertificates(X509Certificate2 own, params X509Certificate2[] authorities) : INodeCertificates
{
    private int _asked;

    internal X509Certificate2 Own { get; set; } = own;

    internal X509Certificate2[] Trusted { get; set; } = authorities;

    internal int Asked => Volatile.Read(ref _asked);

    public X509Certificate2 Certificate
    {
        get
        {
            Interlocked.Increment(ref _asked);
            return Own;
        }
    }

    public X509Certificate2Collection Authorities => [.. Trusted];
}
