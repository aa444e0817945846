using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Actors.Remote;

public ref partial struct MessagePackReader
{
    /// <summary>The longest <see cref="Uri"/> that is written and read, in characters.</summary>
    public const int MaxUriChars = 65_519;

    internal const int MaxVersionBytes = 64;

    /// <summary>1970-01-01 as a <see cref="DateOnly.DayNumber"/>.</summary>
    internal const int UnixEpochDay = 719_162;

    /// <summary>Reads a date: its number of days since 1970-01-01.</summary>
    public DateOnly ReadDateOnly() =>
        DateOnly.FromDayNumber((int)ReadSigned(-UnixEpochDay, DateOnly.MaxValue.DayNumber - UnixEpochDay) + UnixEpochDay);

    /// <summary>Reads a time of day: ticks of 100 ns since midnight.</summary>
    public TimeOnly ReadTimeOnly() => new((long)ReadUnsigned((ulong)TimeOnly.MaxValue.Ticks));

    /// <summary>Reads a number as 16-bit floating point. What has more digits is rounded; what is out of range is refused.</summary>
    public Half ReadHalf()
    {
        float value = ReadSingle();
        var rounded = (Half)value;
        return Half.IsInfinity(rounded) && !float.IsInfinity(value) ? throw Broken("the number does not fit into 16 bits of floating point") : rounded;
    }

    /// <summary>Reads a whole number of 16 bytes, two's complement, highest byte first; shorter forms of whole numbers are taken too.</summary>
    public Int128 ReadInt128()
    {
        if (NextKind != MessagePackKind.Integer) return BinaryPrimitives.ReadInt128BigEndian(ReadSixteenBytes());
        ulong bits = ReadIntegerBits(ReadCode(), out bool negative, "a whole number");
        return negative ? (long)bits : (Int128)bits;
    }

    /// <summary>Reads a whole number of 16 bytes, highest byte first; shorter forms of whole numbers are taken too.</summary>
    public UInt128 ReadUInt128()
    {
        if (NextKind != MessagePackKind.Integer) return BinaryPrimitives.ReadUInt128BigEndian(ReadSixteenBytes());
        ulong bits = ReadIntegerBits(ReadCode(), out bool negative, "a whole number");
        return negative ? throw Broken($"{(long)bits} is negative") : bits;
    }

    /// <summary>Reads a whole number of any size: bytes in two's complement, highest first; forms of whole numbers are taken too.</summary>
    public BigInteger ReadBigInteger()
    {
        if (NextKind != MessagePackKind.Integer) return new BigInteger(ReadByteSpan(), isUnsigned: false, isBigEndian: true);
        ulong bits = ReadIntegerBits(ReadCode(), out bool negative, "a whole number");
        return negative ? (long)bits : bits;
    }

    /// <summary>Reads an address of the web from its text: with a scheme it is absolute, else relative.</summary>
    public Uri ReadUri()
    {
        var utf8 = ReadUtf8();
        if (utf8.Length > MaxUriChars * 3) throw Broken($"a Uri has at most {MaxUriChars} characters");
        string text = Encoding.UTF8.GetString(utf8);
        return text.Length <= MaxUriChars && UriText.TryParse(text, out var value) ? value : throw Broken("the text is no Uri");
    }

    /// <summary>Reads a version from text such as <c>1.2.3</c>.</summary>
    public Version ReadVersion()
    {
        var utf8 = ReadUtf8();
        return utf8.Length <= MaxVersionBytes && Version.TryParse(Encoding.UTF8.GetString(utf8), out var value) ? value : throw Broken("the text is no version such as 1.2.3");
    }

    /// <summary>Reads a path of an actor from its text.</summary>
    public ActorPath ReadActorPath()
    {
        var utf8 = ReadUtf8();
        return utf8.Length <= ActorPath.MaxLength && ActorPath.TryParse(Encoding.UTF8.GetString(utf8), out var path) ? path : throw Broken("the text is no actor path such as /user/a");
    }

    private ReadOnlySpan<byte> ReadSixteenBytes()
    {
        var bytes = ReadByteSpan();
        return bytes.Length == 16 ? bytes : throw Broken($"a whole number or 16 bytes expected, {bytes.Length} bytes found");
    }
}
