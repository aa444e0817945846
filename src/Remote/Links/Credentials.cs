using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// Both sides prove that they know the secret, over nonces and names of both, without sending it. Nonces and session ids come from
/// the cryptographic generator, not from the system's seeded one: a guessable nonce could be replayed.
/// </summary>
internal static class Credentials
{
    internal const int NonceBytes = 16;

    internal static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceBytes);

    internal static byte[] AcceptorProof(RemoteOptions options, Hello hello, Challenge challenge) => Proof("actors-acceptor", options, hello, challenge);

    internal static byte[] DiallerProof(RemoteOptions options, Hello hello, Challenge challenge) => Proof("actors-dialler", options, hello, challenge);

    internal static bool Equal(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(one, other);

    // The text is laid down in proto/remote.proto at Challenge. Without the nodes in it, whoever is dialled could have the
    // proofs made by another node, or by the dialler itself, and be taken for a member by both.
    private static byte[] Proof(string role, RemoteOptions options, Hello hello, Challenge challenge)
    {
        byte[] text =
        [
            .. Encoding.UTF8.GetBytes($"{role}\n{options.Cluster}\n{TextOf(hello.Node)}\n{TextOf(challenge.Node)}\n"),
            .. hello.Nonce.Span,
            .. challenge.Nonce.Span,
        ];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Secret), text);
    }

    private static string TextOf(NodeId? node) => node is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{node.System}@{node.Host}:{node.Port}#{node.Incarnation}");
}
