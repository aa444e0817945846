using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>
/// Walks the fields of one Protobuf message in contiguous bytes. Accepts whatever the encoding allows (varints of up
/// to ten bytes, unknown fields of every wire type); all else is a <see cref="FrameFormatException"/>. Allocates nothing.
/// </summary>
internal ref struct WireCursor
{
    /// <summary>How deep unknown groups may nest; Google's parsers stop at the same depth.</summary>
    private const int MaxGroupDepth = 100;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _base;
    private int _position;

    /// <summary>Starts at the beginning of <paramref name="bytes"/>, which lie at <paramref name="offset"/> of the gRPC message.</summary>
    internal WireCursor(ReadOnlySpan<byte> bytes, int offset)
    {
        _bytes = bytes;
        _base = offset;
    }

    /// <summary>Where in the gRPC message the next byte to read lies.</summary>
    internal readonly int Offset => _base + _position;

    /// <summary>Reads the next field's tag, or returns false at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadTag(out uint tag)
    {
        if (_position >= _bytes.Length)
        {
            tag = 0;
            return false;
        }

        tag = _bytes[_position];
        if (tag - 8 < 0x78) _position++;
        else tag = ReadLongTag();
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ReadVarint()
    {
        if (_position < _bytes.Length)
        {
            byte first = _bytes[_position];
            if (first < 0x80)
            {
                _position++;
                return first;
            }
        }

        return ReadLongVarint();
    }

    /// <summary>Reads a length-delimited value. The length is checked against what is there before anything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(_bytes.Length - _position)) ThrowTruncated(length);
        ReadOnlySpan<byte> value = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return value;
    }

    /// <summary>Passes over the value of a field that is not known here.</summary>
    internal void Skip(uint tag)
    {
        if ((tag & 7) == WireTags.StartGroup) SkipGroup(tag >> 3);
        else SkipPlain(tag);
    }

    private void SkipPlain(uint tag)
    {
        switch ((int)(tag & 7))
        {
            case WireTags.Varint:
                ReadVarint();
                break;
            case WireTags.EightBytes:
                SkipBytes(8);
                break;
            case WireTags.LengthDelimited:
                ReadBytes();
                break;
            case WireTags.FourBytes:
                SkipBytes(4);
                break;
            default:
                throw new FrameFormatException(Offset, $"field {tag >> 3} has wire type {tag & 7}, which cannot stand here");
        }
    }

    private void SkipGroup(uint field)
    {
        Span<uint> open = stackalloc uint[MaxGroupDepth];
        int depth = 0;
        open[depth++] = field;
        while (depth > 0)
        {
            if (!TryReadTag(out uint tag)) throw new FrameFormatException(Offset, $"group {open[depth - 1]} does not end");
            switch ((int)(tag & 7))
            {
                case WireTags.StartGroup:
                    if (depth == MaxGroupDepth) throw new FrameFormatException(Offset, $"groups nest deeper than {MaxGroupDepth}");
                    open[depth++] = tag >> 3;
                    break;
                case WireTags.EndGroup:
                    if (open[--depth] != tag >> 3) throw new FrameFormatException(Offset, $"group {open[depth]} is ended as {tag >> 3}");
                    break;
                default:
                    SkipPlain(tag);
                    break;
            }
        }
    }

    private void SkipBytes(int count)
    {
        if (_bytes.Length - _position < count) ThrowTruncated((ulong)count);
        _position += count;
    }

    private uint ReadLongTag()
    {
        int start = Offset;
        ulong tag = ReadVarint();
        if (tag > uint.MaxValue || tag < 8) throw new FrameFormatException(start, $"{tag} is no field tag");
        return (uint)tag;
    }

    private ulong ReadLongVarint()
    {
        int start = Offset;
        ulong value = 0;
        for (int shift = 0; shift < 7 * Varint.MaxBytes; shift += 7)
        {
            if (_position >= _bytes.Length) throw new FrameFormatException(start, "the bytes end inside a number");
            byte next = _bytes[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new FrameFormatException(start, $"a number is longer than {Varint.MaxBytes} bytes");
    }

    private readonly void ThrowTruncated(ulong length) =>
        throw new FrameFormatException(Offset, $"a value of {length} bytes is declared where {_bytes.Length - _position} are left");
}
