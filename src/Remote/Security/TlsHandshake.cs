using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote;

/// <summary>Makes the settings of one handshake out of the certificates as they are now.</summary>
internal static class TlsHandshake
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;
    private const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <param name="tls">The node's.</param>
    /// <param name="host">Whom this node dials.</param>
    /// <param name="refused">Told why the peer's certificate is not taken.</param>
    internal static SslClientAuthenticationOptions Dialling(RemoteTls tls, string host, Action<string> refused)
    {
        string name = tls.PeerName ?? host;
        var certificates = tls.Certificates.Snapshot();
        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            TargetHost = name,
            ClientCertificateContext = Own(certificates),
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                string? problem = ProblemOf(tls, certificates, certificate, chain, ServerUse);
                if (problem is null && !((X509Certificate2)certificate!).MatchesHostname(name, allowCommonName: false)) // the handler would have compared with the host dialled
                    problem = $"its certificate '{PeerText.Of(certificate!.Subject)}' is not for '{name}' (RemoteTls.{nameof(RemoteTls.PeerName)})";
                if (problem is not null) refused(problem);
                return problem is null;
            },
        };
    }

    /// <param name="tls">The node's.</param>
    /// <param name="refused">Told why the dialler's certificate is not taken.</param>
    internal static SslServerAuthenticationOptions Accepting(RemoteTls tls, Action<string> refused)
    {
        var certificates = tls.Certificates.Snapshot();
        return new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = Versions,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ServerCertificateContext = Own(certificates),
            AllowTlsResume = false, // a session that was begun under an authority that has been taken away would go on
            ClientCertificateRequired = tls.RequirePeerCertificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
            {
                if (!tls.RequirePeerCertificate) return true;
                string? problem = ProblemOf(tls, certificates, certificate, chain, ClientUse);
                if (problem is not null) refused(problem);
                return problem is null;
            },
        };
    }

    private static SslStreamCertificateContext Own(INodeCertificates certificates)
    {
        var certificate = certificates.Certificate;
        if (!certificate.HasPrivateKey) throw new AuthenticationException($"this node's certificate '{certificate.Subject}' has no private key (RemoteTls.{nameof(RemoteTls.Certificates)})");
        return SslStreamCertificateContext.Create(certificate, certificates.Intermediates, offline: true);
    }

    private static string? ProblemOf(RemoteTls tls, INodeCertificates certificates, X509Certificate? shown, X509Chain? received, string use)
    {
        if (shown is not X509Certificate2 certificate) return $"it has shown no certificate (RemoteTls.{nameof(RemoteTls.RequirePeerCertificate)})";
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(certificates.Authorities);
        if (received is not null) policy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        policy.RevocationMode = tls.Revocation;
        policy.ApplicationPolicy.Add(new Oid(use));
        policy.DisableCertificateDownloads = true;
        if (chain.Build(certificate)) return null;
        string status = string.Join(", ", chain.ChainStatus.Select(found => found.Status));
        return $"its certificate '{PeerText.Of(certificate.Subject)}' is not taken here: {status}; it must be valid now and lead to one of RemoteTls.{nameof(RemoteTls.Certificates)}.{nameof(INodeCertificates.Authorities)}";
    }
}
