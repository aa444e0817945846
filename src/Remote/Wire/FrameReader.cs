using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>Cuts gRPC messages out of a stream of bytes and tells what frame each holds. Pure; allocates nothing.</summary>
/// <remarks>
/// A gRPC message (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Length-Prefixed-Message):
/// <code>
/// +------------+----------------------+---------------------------+
/// | 1 byte     | 4 bytes big-endian   | length bytes              |
/// | compressed | length               | one Frame, proto/remote   |
/// | 0          |                      |                           |
/// +------------+----------------------+---------------------------+
/// </code>
/// </remarks>
internal static class FrameReader
{
    /// <summary>Bytes of the gRPC prefix.</summary>
    internal const int PrefixBytes = 5;

    /// <summary>
    /// Takes the next whole message off <paramref name="bytes"/>. False, and nothing taken, when it has not arrived in
    /// full; its declared length is checked before the caller waits for the rest.
    /// </summary>
    /// <exception cref="FrameTooLargeException">The declared length is beyond <paramref name="maxBytes"/>.</exception>
    /// <exception cref="FrameFormatException">The message is marked as compressed.</exception>
    internal static bool TryTake(ref ReadOnlySequence<byte> bytes, int maxBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (bytes.IsEmpty) return false;
        byte flag = bytes.FirstSpan is { Length: > 0 } first ? first[0] : FlagOf(bytes);
        if (flag != 0) throw new FrameFormatException(0, $"compressed flag {flag}; this service takes uncompressed messages only");
        if (bytes.Length < PrefixBytes) return false;
        uint length = DeclaredLength(bytes);
        if (length > (uint)maxBytes) throw new FrameTooLargeException(length, maxBytes);
        if (bytes.Length - PrefixBytes < length) return false;
        message = bytes.Slice(PrefixBytes, length);
        bytes = bytes.Slice(message.End);
        return true;
    }

    /// <summary>Finds the frame in one message (without its prefix).</summary>
    /// <exception cref="FrameFormatException">
    /// Not a Frame, or one with two bodies, which no serialiser writes and Protobuf would have us merge.
    /// </exception>
    internal static FrameView Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new WireCursor(message, 0);
        FrameView frame = default;
        while (cursor.TryReadTag(out uint tag))
        {
            uint field = tag >> 3;
            if ((tag & 7) != WireTags.LengthDelimited || field > (uint)FrameKind.Chunk)
            {
                cursor.Skip(tag);
                continue;
            }

            if (frame.Kind != FrameKind.None) throw new FrameFormatException(cursor.Offset, $"a second body ({(FrameKind)field} after {frame.Kind})");
            ReadOnlySpan<byte> body = cursor.ReadBytes();
            frame = new FrameView((FrameKind)field, body, cursor.Offset - body.Length);
        }

        return frame;
    }

    // Behind segments without bytes, which a pipe may begin with.
    private static byte FlagOf(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> flag = stackalloc byte[1];
        bytes.Slice(0, 1).CopyTo(flag);
        return flag[0];
    }

    private static uint DeclaredLength(in ReadOnlySequence<byte> bytes)
    {
        ReadOnlySpan<byte> first = bytes.FirstSpan;
        if (first.Length >= PrefixBytes) return BinaryPrimitives.ReadUInt32BigEndian(first[1..]);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        bytes.Slice(0, PrefixBytes).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }
}
