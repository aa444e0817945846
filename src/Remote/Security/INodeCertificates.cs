using System.Security.Cryptography.X509Certificates;

namespace Actors.Remote;

/// <summary>
/// A node's certificates. Asked at each TLS handshake, on any thread, so that new certificates are used from the next
/// link on, without a restart; links that are open stay as they are. Must be thread-safe and answer quickly. What it
/// throws fails the handshake, with its message as the reason.
/// </summary>
public interface INodeCertificates
{
    /// <summary>This node's certificate with its private key, shown to peers whoever dials. Never disposed by the node.</summary>
    X509Certificate2 Certificate { get; }

    /// <summary>What stands between <see cref="Certificate"/> and an authority, sent along with it. None by default.</summary>
    X509Certificate2Collection Intermediates => [];

    /// <summary>
    /// What one handshake uses, from its beginning to its end. Must not change, so that a certificate is never shown with another
    /// one's intermediates. This object itself by default, which is right where nothing changes but all at once.
    /// </summary>
    INodeCertificates Snapshot() => this;

    /// <summary>A peer's certificate must lead to one of these. The machine's own trust store does not count.</summary>
    X509Certificate2Collection Authorities { get; }
}
