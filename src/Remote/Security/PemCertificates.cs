using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote;

/// <summary>
/// Certificates in PEM files, read again at each handshake and used once they have changed. Files that cannot be read
/// or do not fit together (one of them is being replaced just now) leave the last good ones in force. Thread-safe.
/// </summary>
public sealed class PemCertificates : INodeCertificates
{
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly string _authoritiesPath;
    private readonly Lock _lock = new();
    private Loaded _loaded;
    private string? _problem;

    /// <summary>Reads the files.</summary>
    /// <param name="certificatePath">The node's certificate, and behind it those between it and an authority.</param>
    /// <param name="keyPath">Its private key, not encrypted.</param>
    /// <param name="authoritiesPath">The authorities that peers' certificates must lead to.</param>
    /// <exception cref="ArgumentException">A file cannot be read, or is not what it should be; the message names it.</exception>
    public PemCertificates(string certificatePath, string keyPath, string authoritiesPath)
    {
        (_certificatePath, _keyPath, _authoritiesPath) = (Path.GetFullPath(certificatePath), Path.GetFullPath(keyPath), Path.GetFullPath(authoritiesPath));
        try
        {
            _loaded = Load(ReadTexts());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ArgumentException(ProblemOf(error), error);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Reads the files once.</remarks>
    public INodeCertificates Snapshot() => Current();

    /// <inheritdoc/>
    public X509Certificate2 Certificate => Current().Certificate;

    /// <inheritdoc/>
    public X509Certificate2Collection Intermediates => Current().Intermediates;

    /// <inheritdoc/>
    public X509Certificate2Collection Authorities => Current().Authorities;

    /// <summary>Why the files as they are now are not in force; null if they are. As of the last handshake.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock) return _problem;
        }
    }

    private Loaded Current()
    {
        lock (_lock)
        {
            try
            {
                var texts = ReadTexts();
                if (texts != _loaded.Texts) _loaded = Load(texts);
                _problem = null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                _problem = ProblemOf(error);
            }

            return _loaded;
        }
    }

    private (string Certificate, string Key, string Authorities) ReadTexts() =>
        (File.ReadAllText(_certificatePath), File.ReadAllText(_keyPath), File.ReadAllText(_authoritiesPath));

    private static Loaded Load((string Certificate, string Key, string Authorities) texts)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(texts.Certificate);
        if (chain.Count == 0) throw new CryptographicException("the certificate's file has no certificate");
        using var paired = X509Certificate2.CreateFromPem(texts.Certificate, texts.Key);
        chain[0] = X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pfx), null); // not every platform's TLS takes a key that was never in a store
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(texts.Authorities);
        if (authorities.Count == 0) throw new CryptographicException("the authorities' file has no certificate");
        return new Loaded(texts, chain, authorities);
    }

    private string ProblemOf(Exception error) =>
        $"the certificates in {_certificatePath}, {_keyPath} and {_authoritiesPath} cannot be used: {error.Message}";

    private sealed record Loaded((string Certificate, string Key, string Authorities) Texts, X509Certificate2Collection Chain, X509Certificate2Collection Authorities) : INodeCertificates
    {
        public X509Certificate2 Certificate => Chain[0];

        public X509Certificate2Collection Intermediates => [.. Chain.Skip(1)];

        /// <inheritdoc/>
        public override string ToString() => Certificate.Subject; // the texts hold the private key
    }
}
