using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Actors.Remote;

public ref partial struct MessagePackWriter
{
    private const int MaxUtf8BytesPerChar = 3;
    private const int MaxFixString = 31;
    private const int MaxShortText = byte.MaxValue / MaxUtf8BytesPerChar;

    /// <summary>Writes text as UTF-8, straight into the buffer.</summary>
    /// <exception cref="MessageFormatException">The text is null, or holds half a surrogate pair, which UTF-8 cannot say.</exception>
    public void WriteString([NotNull] string? value)
    {
        if (value is null) throw Null();
        WriteString(value.AsSpan());
    }

    /// <summary>Writes text as UTF-8, straight into the buffer.</summary>
    /// <exception cref="MessageFormatException">The text holds half a surrogate pair, which UTF-8 cannot say.</exception>
    public void WriteString(scoped ReadOnlySpan<char> value)
    {
        if (value.Length <= MaxShortText)
        {
            WriteShortString(value);
            return;
        }

        int bytes = Encoding.UTF8.GetByteCount(value);
        WriteHeader((uint)bytes, MessagePackCode.FixString, 31, MessagePackCode.String8, MessagePackCode.String16, MessagePackCode.String32);
        _buffer.Advance(Encode(value, _buffer.Reserve(bytes)));
    }

    // In one pass: the header is left as long as it is for ASCII, and what is longer than that is moved by a byte.
    private void WriteShortString(scoped ReadOnlySpan<char> value)
    {
        int header = value.Length <= MaxFixString ? 1 : 2;
        var room = _buffer.Reserve(2 + (value.Length * MaxUtf8BytesPerChar));
        int written = Encode(value, room[header..]);
        if (written <= MaxFixString)
        {
            room[0] = (byte)(MessagePackCode.FixString | written);
        }
        else
        {
            if (header == 1) room.Slice(1, written).CopyTo(room[2..]);
            header = 2;
            room[0] = MessagePackCode.String8;
            room[1] = (byte)written;
        }

        _buffer.Advance(header + written);
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="MessageFormatException">The array is null.</exception>
    public void WriteBytes([NotNull] byte[]? value)
    {
        if (value is null) throw Null();
        WriteBytes(value.AsSpan());
    }

    /// <summary>Writes bytes.</summary>
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteHeader((uint)value.Length, 0, 0, MessagePackCode.Bin8, MessagePackCode.Bin16, MessagePackCode.Bin32);
        value.CopyTo(_buffer.Reserve(value.Length));
        _buffer.Advance(value.Length);
    }

    /// <summary>Writes a GUID as 16 bytes in the order of RFC 9562, which is that of its text.</summary>
    public void WriteGuid(Guid value)
    {
        var room = _buffer.Reserve(18);
        room[0] = MessagePackCode.Bin8;
        room[1] = 16;
        value.TryWriteBytes(room[2..], bigEndian: true, out _);
        _buffer.Advance(18);
    }

    /// <summary>Writes a decimal as text such as <c>-12.50</c>, which keeps its scale and needs no convention in other languages.</summary>
    public void WriteDecimal(decimal value)
    {
        var room = _buffer.Reserve(32);
        value.TryFormat(room[1..], out int written, default, CultureInfo.InvariantCulture);
        room[0] = (byte)(MessagePackCode.FixString | written);
        _buffer.Advance(1 + written);
    }

    /// <summary>Writes a span of time as its number of ticks of 100 ns.</summary>
    public void WriteTimeSpan(TimeSpan value) => WriteInt64(value.Ticks);

    /// <summary>Writes a character as its UTF-16 code unit, a whole number.</summary>
    public void WriteChar(char value) => WriteUInt64(value);

    /// <summary>Writes a point in time as a MessagePack timestamp; it is read back in UTC.</summary>
    /// <exception cref="MessageFormatException">The kind is Unspecified, so that no point in time is meant.</exception>
    public void WriteDateTime(DateTime value)
    {
        // The two ends of the range are used as "none" and have no kind by default.
        if (value.Kind == DateTimeKind.Unspecified && value.Ticks != 0 && value.Ticks != DateTime.MaxValue.Ticks)
            throw new MessageFormatException("a DateTime of kind Unspecified means different moments on different machines; use DateTimeKind.Utc or DateTimeOffset");
        WriteTimestamp((value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).Ticks);
    }

    /// <summary>Writes an array of a MessagePack timestamp and the offset in minutes.</summary>
    public void WriteDateTimeOffset(DateTimeOffset value)
    {
        BeginArray(2);
        WriteTimestamp(value.UtcTicks);
        WriteInt64(value.TotalOffsetMinutes);
        End();
    }

    /// <summary>Writes a reference to an actor, which works at the other end, or nil.</summary>
    /// <exception cref="MessageFormatException">The bytes go nowhere that a reference could be resolved.</exception>
    public void WriteRef(ActorRef? reference)
    {
        if (reference is null) WriteNil();
        else if (_refs is null) throw new MessageFormatException("an actor reference can be written to a link only");
        else _refs.Write(ref this, reference);
    }

    // Timestamp 32, 64 or 96 of the specification: whichever is the shortest that holds the value.
    private void WriteTimestamp(long ticks)
    {
        (long seconds, long rest) = Math.DivRem(ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        uint nanoseconds = (uint)(rest * TimeSpan.NanosecondsPerTick);
        var room = _buffer.Reserve(15);
        if (seconds is < 0 or >= 1L << 34)
        {
            room[0] = MessagePackCode.Ext8;
            room[1] = 12;
            room[2] = unchecked((byte)MessagePackCode.Timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(room[3..], nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(room[7..], seconds);
            _buffer.Advance(15);
        }
        else if (nanoseconds == 0 && seconds <= uint.MaxValue)
        {
            room[0] = MessagePackCode.FixExt4;
            room[1] = unchecked((byte)MessagePackCode.Timestamp);
            BinaryPrimitives.WriteUInt32BigEndian(room[2..], (uint)seconds);
            _buffer.Advance(6);
        }
        else
        {
            room[0] = MessagePackCode.FixExt8;
            room[1] = unchecked((byte)MessagePackCode.Timestamp);
            BinaryPrimitives.WriteUInt64BigEndian(room[2..], ((ulong)nanoseconds << 34) | (ulong)seconds);
            _buffer.Advance(10);
        }
    }

    private static int Encode(scoped ReadOnlySpan<char> value, scoped Span<byte> room)
    {
        // Most text is ASCII, for which narrowing it is all; a letter beyond it ends that, and what follows goes the long way.
        if (Ascii.FromUtf16(value, room, out int written) == OperationStatus.Done) return written;
        if (Utf8.FromUtf16(value[written..], room[written..], out _, out int rest, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new MessageFormatException("the text holds half a surrogate pair, which cannot be written as UTF-8");
        return written + rest;
    }

    private static MessageFormatException Null() => new("null, but the member is not nullable");
}
