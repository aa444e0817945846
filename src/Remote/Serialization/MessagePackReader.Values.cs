using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Actors.Remote;

public ref partial struct MessagePackReader
{
    private const int MaxDecimalBytes = 64;
    private const int MaxShortText = 64;

    /// <summary>Reads text.</summary>
    public string ReadString()
    {
        var utf8 = ReadText();
        // Most text in messages is ASCII: it is checked at vector speed and widened straight into the string.
        return Ascii.IsValid(utf8) ? Encoding.Latin1.GetString(utf8) : DecodeText(utf8);
    }

    /// <summary>Reads text as its bytes, which are valid UTF-8. They are part of the input: copy what is kept.</summary>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        var utf8 = ReadText();
        return Utf8.IsValid(utf8) ? utf8 : throw NotUtf8();
    }

    /// <summary>Reads bytes into an array of their own.</summary>
    public byte[] ReadBytes()
    {
        var bytes = ReadByteSpan();
        if (bytes.IsEmpty) return [];
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length); // every byte is written below
        bytes.CopyTo(copy);
        return copy;
    }

    /// <summary>Reads bytes. They are part of the input: copy what is kept.</summary>
    public ReadOnlySpan<byte> ReadByteSpan()
    {
        byte code = ReadCode();
        return MessagePackCode.KindOf(code) == MessagePackKind.Binary ? Take(LengthOf(code)) : throw Unexpected(code, "bytes");
    }

    /// <summary>Reads a GUID of 16 bytes.</summary>
    public Guid ReadGuid()
    {
        var bytes = ReadByteSpan();
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw Broken($"a GUID has 16 bytes, not {bytes.Length}");
    }

    /// <summary>Reads a decimal from its text; whole numbers are taken too.</summary>
    public decimal ReadDecimal()
    {
        if (NextKind == MessagePackKind.Integer)
        {
            ulong bits = ReadIntegerBits(ReadCode(), out bool negative, "a decimal");
            return negative ? (long)bits : bits;
        }

        var text = ReadUtf8();
        return text.Length <= MaxDecimalBytes && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw Broken("the text is no decimal number such as -12.50, or is out of range");
    }

    /// <summary>Reads a span of time: its number of ticks of 100 ns.</summary>
    public TimeSpan ReadTimeSpan() => new(ReadInt64());

    /// <summary>Reads a MessagePack timestamp, in UTC. What is finer than 100 ns is cut off.</summary>
    public DateTime ReadDateTime()
    {
        byte code = ReadCode();
        if (MessagePackCode.KindOf(code) != MessagePackKind.Extension) throw Unexpected(code, "a timestamp");
        var extension = Take(LengthOf(code));
        if ((sbyte)extension[0] != MessagePackCode.Timestamp) throw Broken($"a timestamp expected, an extension of type {(sbyte)extension[0]} found");
        var data = extension[1..];
        (long seconds, uint nanoseconds) = data.Length switch
        {
            4 => (BinaryPrimitives.ReadUInt32BigEndian(data), 0u),
            8 => ((long)(BinaryPrimitives.ReadUInt64BigEndian(data) & ((1UL << 34) - 1)), (uint)(BinaryPrimitives.ReadUInt64BigEndian(data) >> 34)),
            12 => (BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data)),
            _ => throw Broken($"a timestamp has 4, 8 or 12 bytes, not {data.Length}"),
        };
        const long first = -62_135_596_800; // 0001-01-01
        const long last = 253_402_300_799;  // 9999-12-31T23:59:59
        if (nanoseconds > 999_999_999 || seconds is < first or > last) throw Broken("the timestamp is not between the years 1 and 9999");
        return DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Reads an array of a MessagePack timestamp and an offset in minutes; a timestamp alone has offset 0.</summary>
    public DateTimeOffset ReadDateTimeOffset()
    {
        if (NextKind == MessagePackKind.Extension) return new DateTimeOffset(ReadDateTime());
        int count = BeginArray();
        if (count < 2) throw Broken("a timestamp and an offset expected");
        var utc = ReadDateTime();
        long offset = ReadSigned(-14 * 60, 14 * 60);
        Skip(count - 2);
        End();
        long ticks = utc.Ticks + (offset * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks) throw Broken("the timestamp with its offset is not between the years 1 and 9999");
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset));
    }

    /// <summary>Reads a reference to an actor, or null for nil.</summary>
    /// <exception cref="MessageFormatException">The value is no reference, or nothing here can resolve one.</exception>
    public ActorRef<T>? ReadRef<T>()
    {
        if (TryReadNil()) return null;
        return _refs is null ? throw Broken("an actor reference can be read from a link only") : _refs.Read<T>(ref this);
    }

    private readonly string DecodeText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxShortText) return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw NotUtf8();
        // One pass checks and widens what is short.
        Span<char> text = stackalloc char[MaxShortText];
        return Utf8.ToUtf16(utf8, text, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done ? new string(text[..length]) : throw NotUtf8();
    }

    private ReadOnlySpan<byte> ReadText()
    {
        byte code = ReadCode();
        if (code is >= MessagePackCode.FixString and < MessagePackCode.Nil) return Take((uint)code & 31);
        return code switch
        {
            MessagePackCode.String8 => Take(ReadLength8()),
            MessagePackCode.String16 => Take(ReadLength16()),
            MessagePackCode.String32 => Take(ReadLength32()),
            _ => throw Unexpected(code, "text"),
        };
    }

    private readonly MessageFormatException NotUtf8() => Broken("the text is not valid UTF-8");
}
