namespace Actors.Remote;

/// <summary>Protobuf's base-128 varints: seven bits per byte, least significant first, top bit set on all but the last.</summary>
internal static class Varint
{
    /// <summary>The longest varint; longer ones are malformed.</summary>
    internal const int MaxBytes = 10;

    /// <summary>Bytes of the shortest encoding of <paramref name="value"/>.</summary>
    internal static int Size(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>Writes the shortest encoding at <paramref name="at"/> and returns the position after it.</summary>
    internal static int Write(Span<byte> to, int at, ulong value)
    {
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }

    /// <summary>
    /// Writes an encoding of exactly <paramref name="to"/>'s length. Padding with empty groups is legal Protobuf, and
    /// lets a length be patched in after what it measures.
    /// </summary>
    internal static void WritePadded(Span<byte> to, uint value)
    {
        for (int i = 0; i < to.Length - 1; i++)
        {
            to[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[^1] = (byte)value;
    }

    /// <summary>Writes a field unless it has the value that Protobuf takes for absent.</summary>
    internal static int WriteField(Span<byte> to, int at, byte tag, ulong value)
    {
        if (value == 0) return at;
        to[at] = tag;
        return Write(to, at + 1, value);
    }
}
