using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>
/// A cursor over MessagePack bytes from a peer. Reads every legal encoding of a value, not only the shortest one. Pure,
/// and safe on hostile input: every length is compared with what is there before anything is allocated, and arrays and
/// maps may all together not announce more values than there are bytes left; what is made of them has a limit too (<see cref="MemoryPerByte"/>). Every failure is a
/// <see cref="MessageFormatException"/>, after which the position means nothing.
/// </summary>
public ref partial struct MessagePackReader
{
    /// <summary>How deep arrays and maps may be nested in what is read.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ActorRefTranslator? _refs;
    private int _position;
    private int _depth;
    private FailedMember? _failed;
    private long _memory;

    // Values that open arrays and maps have announced and that are not read yet. Each takes a byte at least; so a
    // header that makes it more than the bytes left is a lie, however deep the nesting it hides in.
    private int _owed;

    internal MessagePackReader(ReadOnlySpan<byte> bytes, ActorRefTranslator? refs)
    {
        _bytes = bytes;
        _refs = refs;
        _owed = 1;
        _memory = MemoryBase + ((long)bytes.Length * MemoryPerByte);
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Arrays and maps that have begun and not ended.</summary>
    public readonly int Depth => _depth;

    /// <summary>What the next value is; nothing is read.</summary>
    public readonly MessagePackKind NextKind => _position < _bytes.Length ? MessagePackCode.KindOf(_bytes[_position]) : MessagePackKind.None;

    /// <summary>Takes all bytes that are left, for codecs of other formats. They are part of the input: copy what is kept.</summary>
    public ReadOnlySpan<byte> TakePayload() => Take((uint)Remaining);

    /// <summary>Reads nil if the next value is nil; else reads nothing.</summary>
    public bool TryReadNil()
    {
        if (_position >= _bytes.Length || _bytes[_position] != MessagePackCode.Nil) return false;
        _position++;
        _owed--;
        return true;
    }

    /// <summary>Reads true or false.</summary>
    public bool ReadBoolean()
    {
        byte code = ReadCode();
        return code switch
        {
            MessagePackCode.True => true,
            MessagePackCode.False => false,
            _ => throw Unexpected(code, "true or false"),
        };
    }

    /// <summary>
    /// Begins an array and returns how many values it has. As many values must be read (or skipped), then
    /// <see cref="End"/>. A collection of that capacity may be allocated safely.
    /// </summary>
    public int BeginArray()
    {
        byte code = ReadCode();
        uint count = code switch
        {
            >= MessagePackCode.FixArray and < MessagePackCode.FixString => (uint)code & 15,
            MessagePackCode.Array16 => ReadLength16(),
            MessagePackCode.Array32 => ReadLength32(),
            _ => throw Unexpected(code, "an array"),
        };
        return Enter(count, 1);
    }

    /// <summary>
    /// Begins a map and returns how many keys it has. As many keys must be read (or skipped), each followed by its
    /// value, then <see cref="End"/>. A collection of that capacity may be allocated safely.
    /// </summary>
    public int BeginMap()
    {
        byte code = ReadCode();
        uint count = code switch
        {
            >= MessagePackCode.FixMap and < MessagePackCode.FixArray => (uint)code & 15,
            MessagePackCode.Map16 => ReadLength16(),
            MessagePackCode.Map32 => ReadLength32(),
            _ => throw Unexpected(code, "a map"),
        };
        return Enter(count, 2);
    }

    /// <summary>Ends the innermost array or map.</summary>
    public void End() => _depth--;

    /// <summary>Reads over <paramref name="count"/> values of any kind, however deeply nested, without recursion.</summary>
    public void Skip(int count = 1)
    {
        // Announced values are added to what is owed and to what is left to skip alike; both stay below Remaining.
        for (long left = count; left > 0; left--)
        {
            byte code = ReadCode();
            switch (MessagePackCode.KindOf(code))
            {
                case MessagePackKind.Array or MessagePackKind.Map:
                    _position--;
                    _owed++;
                    left += NextKind == MessagePackKind.Array ? BeginArray() : 2L * BeginMap();
                    _depth--;
                    break;
                default:
                    Take(LengthOf(code));
                    break;
            }
        }
    }

    private int Enter(uint count, uint valuesEach)
    {
        long owed = _owed + ((long)count * valuesEach);
        if (owed > Remaining) throw Broken($"a header announces {count} elements, but only {Remaining} bytes are left");
        if (++_depth > MaxDepth) throw Broken($"values are nested deeper than {MaxDepth} levels");
        _owed = (int)owed;
        return (int)count;
    }

    private byte ReadCode()
    {
        if (_position >= _bytes.Length) throw Broken("the bytes end where a value should begin");
        _owed--;
        return _bytes[_position++];
    }

    // Compares before it takes: a length from the wire never reaches an allocation or an addition unchecked.
    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > (uint)Remaining) throw Broken($"{length} bytes should follow, but only {Remaining} are left");
        var taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    private uint ReadLength8() => Take(1)[0];

    private uint ReadLength16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    private uint ReadLength32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    // Bytes that follow the code of a value that contains no other values.
    private uint LengthOf(byte code) => code switch
    {
        >= MessagePackCode.FixString and < MessagePackCode.Nil => (uint)code & 31,
        MessagePackCode.NeverUsed => throw Unexpected(code, "a value"),
        MessagePackCode.UInt8 or MessagePackCode.Int8 => 1,
        MessagePackCode.UInt16 or MessagePackCode.Int16 or MessagePackCode.FixExt1 => 2,
        MessagePackCode.FixExt2 => 3,
        MessagePackCode.UInt32 or MessagePackCode.Int32 or MessagePackCode.Float32 => 4,
        MessagePackCode.FixExt4 => 5,
        MessagePackCode.UInt64 or MessagePackCode.Int64 or MessagePackCode.Float64 => 8,
        MessagePackCode.FixExt8 => 9,
        MessagePackCode.FixExt16 => 17,
        MessagePackCode.String8 or MessagePackCode.Bin8 => ReadLength8(),
        MessagePackCode.String16 or MessagePackCode.Bin16 => ReadLength16(),
        MessagePackCode.String32 or MessagePackCode.Bin32 => ReadLength32(),
        MessagePackCode.Ext8 => ReadLength8() + 1,
        MessagePackCode.Ext16 => ReadLength16() + 1,
        MessagePackCode.Ext32 => ReadLength32() is var length && length < int.MaxValue ? length + 1 : length,
        _ => 0,
    };

    private readonly MessageFormatException Unexpected(byte code, string expected)
    {
        string found = MessagePackCode.KindOf(code) switch
        {
            MessagePackKind.None => "the reserved byte 0xc1",
            MessagePackKind.Nil => "nil",
            MessagePackKind.Boolean => "true or false",
            MessagePackKind.Integer => "a whole number",
            MessagePackKind.Float => "a floating point number",
            MessagePackKind.String => "text",
            MessagePackKind.Binary => "bytes",
            MessagePackKind.Array => "an array",
            MessagePackKind.Map => "a map",
            _ => "an extension",
        };
        return Broken($"{expected} expected, {found} found");
    }

    private readonly MessageFormatException Broken(string problem) => new($"{problem} (before byte {_position})");
}
