using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Remote.Tests.Pacing;

/// <summary>HTTP/2 frames as bytes.</summary>
internal static class Http2Bytes
{
    internal const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, WindowUpdate = 8;

    internal static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];

    internal static byte[] Frame(byte type, int payload, byte flags = 0)
    {
        byte[] frame = new byte[9 + payload];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload << 8);
        (frame[3], frame[4]) = (type, flags);
        return frame;
    }

    internal static byte[] Many(int count, byte[] frame) => [.. Enumerable.Repeat(frame, count).SelectMany(static bytes => bytes)];

    internal static ReadOnlySequence<byte> Whole(byte[] bytes) => new(bytes);

    /// <summary>In pieces of these sizes, again and again.</summary>
    internal static ReadOnlySequence<byte> Cut(byte[] bytes, IReadOnlyList<int> sizes)
    {
        Piece? first = null, last = null;
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(sizes[i % sizes.Count], bytes.Length - at);
            last = new Piece(bytes.AsMemory(at, length), last);
            first ??= last;
            at += length;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> bytes, Piece? before)
        {
            Memory = bytes;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
