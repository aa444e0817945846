using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Actors.Remote;

// Types of the framework that MessagePack has no form for: docs/serialization.md says which form each has.
public ref partial struct MessagePackWriter
{
    /// <summary>Writes a date as its number of days since 1970-01-01.</summary>
    public void WriteDateOnly(DateOnly value) => WriteInt64(value.DayNumber - MessagePackReader.UnixEpochDay);

    /// <summary>Writes a time of day as ticks of 100 ns since midnight.</summary>
    public void WriteTimeOnly(TimeOnly value) => WriteUInt64((ulong)value.Ticks);

    /// <summary>Writes a 16-bit floating point number as one of 32 bits, which holds it exactly.</summary>
    public void WriteHalf(Half value) => WriteSingle((float)value);

    /// <summary>Writes a whole number as 16 bytes, two's complement, highest byte first.</summary>
    public void WriteInt128(Int128 value) => WriteUInt128((UInt128)value);

    /// <summary>Writes a whole number as 16 bytes, highest byte first.</summary>
    public void WriteUInt128(UInt128 value)
    {
        var room = _buffer.Reserve(18);
        room[0] = MessagePackCode.Bin8;
        room[1] = 16;
        BinaryPrimitives.WriteUInt128BigEndian(room[2..], value);
        _buffer.Advance(18);
    }

    /// <summary>Writes a whole number of any size as bytes: two's complement, highest byte first, as few as hold it.</summary>
    public void WriteBigInteger(BigInteger value)
    {
        int bytes = value.GetByteCount();
        WriteHeader((uint)bytes, 0, 0, MessagePackCode.Bin8, MessagePackCode.Bin16, MessagePackCode.Bin32);
        value.TryWriteBytes(_buffer.Reserve(bytes), out int written, isUnsigned: false, isBigEndian: true);
        _buffer.Advance(written);
    }

    /// <summary>Writes an address of the web as the text it was made from; an absolute one that was made without a scheme, such as a path of a file, with it.</summary>
    /// <exception cref="MessageFormatException">It is null, or longer than <see cref="MessagePackReader.MaxUriChars"/>.</exception>
    public void WriteUri([NotNull] Uri? value)
    {
        if (value is null) throw Null();
        string text = UriText.Of(value);
        if (text.Length > MessagePackReader.MaxUriChars) throw new MessageFormatException($"a Uri has at most {MessagePackReader.MaxUriChars} characters, not {text.Length}");
        WriteString(text);
    }

    /// <summary>Writes a version as text such as <c>1.2.3</c>.</summary>
    /// <exception cref="MessageFormatException">It is null.</exception>
    public void WriteVersion([NotNull] Version? value)
    {
        if (value is null) throw Null();
        Span<char> text = stackalloc char[MessagePackReader.MaxVersionBytes];
        value.TryFormat(text, out int written);
        WriteString(text[..written]);
    }

    /// <summary>Writes a path of an actor as its text.</summary>
    /// <exception cref="MessageFormatException">It is null.</exception>
    public void WriteActorPath([NotNull] ActorPath? value)
    {
        if (value is null) throw Null();
        WriteString(value.ToString());
    }
}
