using System.Buffers.Binary;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>
/// Writes single frames, each as a gRPC message with its prefix (see <see cref="FrameReader"/>), at a buffer's end.
/// Batches have their own writer, <see cref="BatchWriter"/>.
/// </summary>
internal static class FrameWriter
{
    /// <summary>Prefix, tag, length and two longest fields.</summary>
    private const int MaxPulseBytes = FrameReader.PrefixBytes + 2 + 2 * (1 + Varint.MaxBytes);

    /// <summary>Writes a frame that is rare enough to go through the generated classes.</summary>
    /// <exception cref="FrameTooLargeException">It does not fit the buffer, which is left as it was.</exception>
    internal static void Write(WireBuffer buffer, Proto.Frame frame)
    {
        int length = frame.CalculateSize();
        Span<byte> room = buffer.Reserve(FrameReader.PrefixBytes + length);
        WritePrefix(room, length);
        frame.WriteTo(room.Slice(FrameReader.PrefixBytes, length));
        buffer.Advance(FrameReader.PrefixBytes + length);
    }

    internal static void WritePing(WireBuffer buffer, ulong sequence, ulong epoch) =>
        WritePulse(buffer, WireTags.FramePing, sequence, epoch);

    internal static void WritePong(WireBuffer buffer, ulong sequence, ulong epoch) =>
        WritePulse(buffer, WireTags.FramePong, sequence, epoch);

    internal static void WriteControlAck(WireBuffer buffer, ulong sequence) =>
        WritePulse(buffer, WireTags.FrameControlAck, sequence, 0);

    internal static void WritePrefix(Span<byte> to, int length)
    {
        to[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(to[1..], (uint)length);
    }

    private static void WritePulse(WireBuffer buffer, byte tag, ulong sequence, ulong epoch)
    {
        Span<byte> room = buffer.Reserve(MaxPulseBytes);
        const int body = FrameReader.PrefixBytes + 2;
        int end = Varint.WriteField(room, body, WireTags.PulseSequence, sequence);
        end = Varint.WriteField(room, end, WireTags.PulseEpoch, epoch);
        room[FrameReader.PrefixBytes] = tag;
        room[FrameReader.PrefixBytes + 1] = (byte)(end - body);
        WritePrefix(room, end - FrameReader.PrefixBytes);
        buffer.Advance(end);
    }
}
