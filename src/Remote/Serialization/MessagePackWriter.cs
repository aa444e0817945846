using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>
/// Appends MessagePack values to a buffer, numbers in their shortest form. Written for generated codecs: it trusts its
/// caller to write as many elements as a header announced.
/// </summary>
public ref partial struct MessagePackWriter
{
    private readonly WireBuffer _buffer;
    private readonly ActorRefTranslator? _refs;
    private int _depth;

    internal MessagePackWriter(WireBuffer buffer, ActorRefTranslator? refs)
    {
        _buffer = buffer;
        _refs = refs;
    }

    /// <summary>
    /// Where codecs of other formats write the whole payload. Refuses to grow beyond what a frame takes
    /// (<see cref="FrameTooLargeException"/>).
    /// </summary>
    public readonly IBufferWriter<byte> Payload => _buffer;

    internal readonly int Length => _buffer.Length;

    /// <summary>Writes nil.</summary>
    public void WriteNil() => WriteCode(MessagePackCode.Nil);

    /// <summary>Writes true or false.</summary>
    public void WriteBoolean(bool value) => WriteCode(value ? MessagePackCode.True : MessagePackCode.False);

    /// <summary>Writes a whole number.</summary>
    public void WriteInt64(long value)
    {
        if (value >= 0)
        {
            WriteUInt64((ulong)value);
            return;
        }

        var room = _buffer.Reserve(9);
        switch (value)
        {
            case >= -32:
                room[0] = (byte)value;
                _buffer.Advance(1);
                break;
            case >= sbyte.MinValue:
                room[1] = (byte)value;
                room[0] = MessagePackCode.Int8;
                _buffer.Advance(2);
                break;
            case >= short.MinValue:
                BinaryPrimitives.WriteInt16BigEndian(room[1..], (short)value);
                room[0] = MessagePackCode.Int16;
                _buffer.Advance(3);
                break;
            case >= int.MinValue:
                BinaryPrimitives.WriteInt32BigEndian(room[1..], (int)value);
                room[0] = MessagePackCode.Int32;
                _buffer.Advance(5);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(room[1..], value);
                room[0] = MessagePackCode.Int64;
                _buffer.Advance(9);
                break;
        }
    }

    /// <summary>Writes a whole number.</summary>
    public void WriteUInt64(ulong value)
    {
        var room = _buffer.Reserve(9);
        switch (value)
        {
            case <= MessagePackCode.MaxPositiveFixInt:
                room[0] = (byte)value;
                _buffer.Advance(1);
                break;
            case <= byte.MaxValue:
                room[1] = (byte)value;
                room[0] = MessagePackCode.UInt8;
                _buffer.Advance(2);
                break;
            case <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(room[1..], (ushort)value);
                room[0] = MessagePackCode.UInt16;
                _buffer.Advance(3);
                break;
            case <= uint.MaxValue:
                BinaryPrimitives.WriteUInt32BigEndian(room[1..], (uint)value);
                room[0] = MessagePackCode.UInt32;
                _buffer.Advance(5);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(room[1..], value);
                room[0] = MessagePackCode.UInt64;
                _buffer.Advance(9);
                break;
        }
    }

    /// <summary>Writes a 32-bit floating point number.</summary>
    public void WriteSingle(float value)
    {
        var room = _buffer.Reserve(5);
        room[0] = MessagePackCode.Float32;
        BinaryPrimitives.WriteSingleBigEndian(room[1..], value);
        _buffer.Advance(5);
    }

    /// <summary>Writes a 64-bit floating point number.</summary>
    public void WriteDouble(double value)
    {
        var room = _buffer.Reserve(9);
        room[0] = MessagePackCode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(room[1..], value);
        _buffer.Advance(9);
    }

    /// <summary>Begins an array of exactly <paramref name="count"/> values; <see cref="End"/> follows them.</summary>
    /// <exception cref="MessageFormatException">Values are nested deeper than <see cref="MessagePackReader.MaxDepth"/>.</exception>
    public void BeginArray(int count)
    {
        Enter();
        WriteHeader((uint)count, MessagePackCode.FixArray, 15, 0, MessagePackCode.Array16, MessagePackCode.Array32);
    }

    /// <summary>
    /// Begins an array whose number of values is not known yet, and returns where the number goes: give it to
    /// <see cref="EndCounted"/> after them. Takes five bytes, however few the values are.
    /// </summary>
    /// <exception cref="MessageFormatException">Values are nested deeper than <see cref="MessagePackReader.MaxDepth"/>.</exception>
    public int BeginUncounted()
    {
        Enter();
        _buffer.Reserve(5)[0] = MessagePackCode.Array32;
        _buffer.Advance(5);
        return _buffer.Length - 4;
    }

    /// <summary>Ends the array that <see cref="BeginUncounted"/> began at <paramref name="place"/>, with <paramref name="count"/> values.</summary>
    public void EndCounted(int place, int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.Patch(place, 4), count);
        _depth--;
    }

    /// <summary>Begins a map of exactly <paramref name="count"/> keys, each followed by its value; <see cref="End"/> follows them.</summary>
    /// <exception cref="MessageFormatException">Values are nested deeper than <see cref="MessagePackReader.MaxDepth"/>.</exception>
    public void BeginMap(int count)
    {
        Enter();
        WriteHeader((uint)count, MessagePackCode.FixMap, 15, 0, MessagePackCode.Map16, MessagePackCode.Map32);
    }

    /// <summary>Ends the innermost array or map.</summary>
    public void End() => _depth--;

    private void Enter()
    {
        // A reader would refuse it; and a message that contains itself must not take the stack.
        if (++_depth > MessagePackReader.MaxDepth)
            throw new MessageFormatException($"values are nested deeper than {MessagePackReader.MaxDepth} levels");
    }

    private void WriteCode(byte code)
    {
        _buffer.Reserve(1)[0] = code;
        _buffer.Advance(1);
    }

    // The header of everything with a length: 1, 2, 3 or 5 bytes. fixCode or code8 is 0 where the format lacks that form.
    private void WriteHeader(uint length, byte fixCode, uint maxFix, byte code8, byte code16, byte code32)
    {
        var room = _buffer.Reserve(5);
        if (fixCode != 0 && length <= maxFix)
        {
            room[0] = (byte)(fixCode | length);
            _buffer.Advance(1);
        }
        else if (length <= byte.MaxValue && code8 != 0)
        {
            room[1] = (byte)length;
            room[0] = code8;
            _buffer.Advance(2);
        }
        else if (length <= ushort.MaxValue)
        {
            BinaryPrimitives.WriteUInt16BigEndian(room[1..], (ushort)length);
            room[0] = code16;
            _buffer.Advance(3);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(room[1..], length);
            room[0] = code32;
            _buffer.Advance(5);
        }
    }
}
