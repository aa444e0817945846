using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Actors.Remote;

/// <summary>
/// Hashes of keys that a peer has chosen. Each 32 bits of a key are multiplied by an odd number of 64 bits that is random in
/// each process, and the upper half of the sum is the hash: whatever two keys are chosen, the chance that they collide is
/// 1 in 2^32 (multiply-shift, strongly universal). <see cref="HashCode"/> will not do: it only adds its seed, so that
/// there are keys which collide under every seed.
/// </summary>
internal static class KeyHash
{
    private const int MaxStackBytes = 256;

    private static readonly ulong A = Random(), B = Random(), C = Random(), D = Random(), Sum = Random();

    internal static int Of(uint bits) => (int)(((A * bits) + Sum) >> 32);

    internal static int Of(ulong bits) => (int)(((A * (uint)bits) + (B * (bits >> 32)) + Sum) >> 32);

    internal static int Of(UInt128 bits)
    {
        ulong low = (ulong)bits, high = (ulong)(bits >> 64);
        return (int)(((A * (uint)low) + (B * (low >> 32)) + (C * (uint)high) + (D * (high >> 32)) + Sum) >> 32);
    }

    // Of any length, so by the keyed hash that text has.
    internal static int Of(BigInteger number)
    {
        int bytes = number.GetByteCount();
        byte[]? rented = bytes <= MaxStackBytes ? null : ArrayPool<byte>.Shared.Rent(bytes + 1);
        Span<byte> room = rented ?? stackalloc byte[MaxStackBytes + 1];
        number.TryWriteBytes(room, out int written);
        if (written % sizeof(char) != 0) room[written++] = 0;
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(room[..written]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return MemoryMarshal.Read<ulong>(bytes) | 1;
    }
}
