using System.Security.Cryptography;
using System.Text;

namespace Actors.Remote;

/// <summary>
/// Both sides prove that they know the secret, over nonces of both, without sending it. Nonces and session ids come from
/// the cryptographic generator, not from the system's seeded one: a guessable nonce could be replayed.
/// </summary>
internal static class Credentials
{
    internal const int NonceBytes = 16;

    internal static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceBytes);

    internal static byte[] AcceptorProof(RemoteOptions options, ReadOnlySpan<byte> diallerNonce, ReadOnlySpan<byte> acceptorNonce) =>
        Proof("actors-acceptor", options, diallerNonce, acceptorNonce);

    internal static byte[] DiallerProof(RemoteOptions options, ReadOnlySpan<byte> diallerNonce, ReadOnlySpan<byte> acceptorNonce) =>
        Proof("actors-dialler", options, diallerNonce, acceptorNonce);

    internal static bool Equal(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(one, other);

    // The text is laid down in proto/remote.proto at Challenge.
    private static byte[] Proof(string role, RemoteOptions options, ReadOnlySpan<byte> diallerNonce, ReadOnlySpan<byte> acceptorNonce)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes($"{role}\n{options.Cluster}\n"), .. diallerNonce, .. acceptorNonce];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Secret), text);
    }
}
