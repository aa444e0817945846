using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote;

/// <summary>How links are encrypted and whose certificates are taken. Immutable, thread-safe.</summary>
public sealed record RemoteTls
{
    /// <summary>This node's certificates and the authorities it trusts; asked at each handshake.</summary>
    public required INodeCertificates Certificates { get; init; }

    /// <summary>
    /// Who dials must show a certificate too (mutual TLS). Default true. False for clients that have none: they prove
    /// themselves by <see cref="RemoteOptions.Secret"/> alone.
    /// </summary>
    public bool RequirePeerCertificate { get; init; } = true;

    /// <summary>
    /// The name that the certificate of whom this node dials must be for. Default null: the host that is dialled. Set it
    /// where all nodes share one certificate or one name.
    /// </summary>
    public string? PeerName { get; init; }

    /// <summary>Whether authorities are asked if a certificate has been revoked; that takes time and can fail. Default <see cref="X509RevocationMode.NoCheck"/>.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;
}
