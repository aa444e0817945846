using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Actors.Remote;

/// <summary>
/// Hashes the keys of maps and sets that come from a peer. The plain hash of a number is the number: a peer could send
/// keys that all fall into one bucket and keep a core busy for minutes with one frame. <see cref="KeyHash"/> depends on
/// numbers that no peer knows. Text needs no help (but for frozen sets and
/// maps, see <see cref="SeededTextComparer"/>): its dictionaries change to a seeded hash by themselves.
/// </summary>
internal sealed class MessageKeyComparer<TKey> : IEqualityComparer<TKey>
{
    /// <summary>Null where the default comparer is safe: text, and types of so few values that few can collide.</summary>
    internal static readonly IEqualityComparer<TKey>? Instance =
        typeof(TKey).IsValueType && Unsafe.SizeOf<TKey>() >= sizeof(int) ? new MessageKeyComparer<TKey>() : null;

    public bool Equals(TKey? x, TKey? y) => EqualityComparer<TKey>.Default.Equals(x, y);

    // What is equal must hash alike: 0.0 and -0.0, 1.0m and 1.00m, one moment at two offsets.
    public int GetHashCode(TKey obj)
    {
        if (typeof(TKey) == typeof(decimal)) return Hash((decimal)(object)obj!);
        if (typeof(TKey) == typeof(Guid)) return KeyHash.Of(Unsafe.BitCast<TKey, UInt128>(obj));
        if (typeof(TKey) == typeof(double)) return Hash(Unsafe.BitCast<TKey, double>(obj));
        if (typeof(TKey) == typeof(float)) return Hash((double)Unsafe.BitCast<TKey, float>(obj));
        if (typeof(TKey) == typeof(DateTime)) return Hash(Unsafe.BitCast<TKey, DateTime>(obj).Ticks);
        if (typeof(TKey) == typeof(DateTimeOffset)) return Hash(((DateTimeOffset)(object)obj!).UtcTicks);
        if (typeof(TKey) == typeof(Int128)) return KeyHash.Of(Unsafe.BitCast<TKey, UInt128>(obj));
        if (typeof(TKey) == typeof(UInt128)) return KeyHash.Of(Unsafe.BitCast<TKey, UInt128>(obj));
        if (typeof(TKey) == typeof(BigInteger)) return KeyHash.Of((BigInteger)(object)obj!);
        return Unsafe.SizeOf<TKey>() == sizeof(int) ? KeyHash.Of(Unsafe.BitCast<TKey, uint>(obj)) : Hash(Unsafe.BitCast<TKey, long>(obj));
    }

    private static int Hash(long bits) => KeyHash.Of((ulong)bits);

    private static int Hash(double number) => double.IsNaN(number) ? KeyHash.Of(1u) : Hash(BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number));

    private static int Hash(decimal number)
    {
        // Dividing by a one of the largest scale takes the trailing zeros away, but a zero keeps its sign and scale.
        if (number == 0) return KeyHash.Of(0u);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number / 1.0000000000000000000000000000m, bits);
        return KeyHash.Of(MemoryMarshal.Read<UInt128>(MemoryMarshal.AsBytes(bits)));
    }
}
