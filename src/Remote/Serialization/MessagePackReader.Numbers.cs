using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

public ref partial struct MessagePackReader
{
    /// <summary>Reads a whole number that fits into 8 bits.</summary>
    public sbyte ReadSByte() => (sbyte)ReadSigned(sbyte.MinValue, sbyte.MaxValue);

    /// <summary>Reads a whole number that fits into 16 bits.</summary>
    public short ReadInt16() => (short)ReadSigned(short.MinValue, short.MaxValue);

    /// <summary>Reads a whole number that fits into 32 bits.</summary>
    public int ReadInt32() => (int)ReadSigned(int.MinValue, int.MaxValue);

    /// <summary>Reads a whole number that fits into 64 bits.</summary>
    public long ReadInt64() => ReadSigned(long.MinValue, long.MaxValue);

    /// <summary>Reads a whole number from 0 to 255.</summary>
    public byte ReadByte() => (byte)ReadUnsigned(byte.MaxValue);

    /// <summary>Reads a whole number from 0 to 65,535.</summary>
    public ushort ReadUInt16() => (ushort)ReadUnsigned(ushort.MaxValue);

    /// <summary>Reads a whole number from 0 to 2^32-1.</summary>
    public uint ReadUInt32() => (uint)ReadUnsigned(uint.MaxValue);

    /// <summary>Reads a whole number from 0 to 2^64-1.</summary>
    public ulong ReadUInt64() => ReadUnsigned(ulong.MaxValue);

    /// <summary>Reads a character: the whole number of its UTF-16 code unit.</summary>
    public char ReadChar() => (char)ReadUnsigned(char.MaxValue);

    /// <summary>Reads a number as 32-bit floating point. Languages without that type send 64 bits or whole numbers: they are rounded.</summary>
    public float ReadSingle()
    {
        if (_position < _bytes.Length && _bytes[_position] == MessagePackCode.Float32)
        {
            ReadCode();
            return BinaryPrimitives.ReadSingleBigEndian(Take(4));
        }

        double value = ReadDouble();
        float rounded = (float)value;
        return float.IsInfinity(rounded) && !double.IsInfinity(value)
            ? throw Broken("the number does not fit into 32 bits of floating point")
            : rounded;
    }

    /// <summary>Reads a number as 64-bit floating point. Some languages send whole values as whole numbers: they are taken.</summary>
    public double ReadDouble()
    {
        byte code = ReadCode();
        switch (code)
        {
            case MessagePackCode.Float64: return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case MessagePackCode.Float32: return BinaryPrimitives.ReadSingleBigEndian(Take(4));
            default:
                ulong bits = ReadIntegerBits(code, out bool negative, "a number");
                return negative ? (long)bits : bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long ReadSigned(long min, long max)
    {
        byte code = ReadCode();
        if (code <= MessagePackCode.MaxPositiveFixInt) return code;
        return ReadLongSigned(code, min, max);
    }

    private long ReadLongSigned(byte code, long min, long max)
    {
        ulong bits = ReadIntegerBits(code, out bool negative, "a whole number");
        bool fits = negative ? (long)bits >= min : bits <= (ulong)max;
        return fits ? (long)bits : throw OutOfRange(bits, negative, min, (ulong)max);
    }

    private ulong ReadUnsigned(ulong max)
    {
        byte code = ReadCode();
        if (code <= MessagePackCode.MaxPositiveFixInt) return code;
        ulong bits = ReadIntegerBits(code, out bool negative, "a whole number");
        return !negative && bits <= max ? bits : throw OutOfRange(bits, negative, 0, max);
    }

    // 64 bits hold neither all of int64 and uint64 at once: the sign is told apart.
    private ulong ReadIntegerBits(byte code, out bool negative, string expected)
    {
        long signed;
        negative = false;
        switch (code)
        {
            case <= MessagePackCode.MaxPositiveFixInt: return code;
            case >= MessagePackCode.MinNegativeFixInt: signed = (sbyte)code; break;
            case MessagePackCode.UInt8: return Take(1)[0];
            case MessagePackCode.UInt16: return BinaryPrimitives.ReadUInt16BigEndian(Take(2));
            case MessagePackCode.UInt32: return BinaryPrimitives.ReadUInt32BigEndian(Take(4));
            case MessagePackCode.UInt64: return BinaryPrimitives.ReadUInt64BigEndian(Take(8));
            case MessagePackCode.Int8: signed = (sbyte)Take(1)[0]; break;
            case MessagePackCode.Int16: signed = BinaryPrimitives.ReadInt16BigEndian(Take(2)); break;
            case MessagePackCode.Int32: signed = BinaryPrimitives.ReadInt32BigEndian(Take(4)); break;
            case MessagePackCode.Int64: signed = BinaryPrimitives.ReadInt64BigEndian(Take(8)); break;
            default: throw Unexpected(code, expected);
        }

        negative = signed < 0;
        return (ulong)signed;
    }

    private readonly MessageFormatException OutOfRange(ulong bits, bool negative, long min, ulong max) =>
        Broken($"{(negative ? (long)bits : (Int128)bits)} is not between {min} and {max}");
}
