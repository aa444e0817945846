namespace Actors.Remote;

/// <summary>A received Chunk, valid as long as the bytes it was read from.</summary>
internal readonly ref struct ChunkView
{
    /// <summary>What a chunk takes beside its data, with the gRPC prefix.</summary>
    internal const int OverheadBytes = FrameReader.PrefixBytes + 2 + (4 * Varint.MaxBytes);

    internal uint Id { get; private init; }

    internal uint Total { get; private init; }

    internal ReadOnlySpan<byte> Data { get; private init; }

    /// <exception cref="FrameFormatException">The frame's body is malformed.</exception>
    internal static ChunkView Decode(FrameView frame)
    {
        var cursor = new WireCursor(frame.Body, frame.Offset);
        uint id = 0, total = 0;
        ReadOnlySpan<byte> data = default;
        while (cursor.TryReadTag(out uint tag))
        {
            if (tag == WireTags.ChunkId) id = (uint)cursor.ReadVarint();
            else if (tag == WireTags.ChunkTotal) total = (uint)cursor.ReadVarint();
            else if (tag == WireTags.ChunkData) data = cursor.ReadBytes();
            else cursor.Skip(tag);
        }

        return new ChunkView { Id = id, Total = total, Data = data };
    }

    /// <exception cref="FrameTooLargeException">The buffer has no room for it.</exception>
    internal static void Write(WireBuffer buffer, uint id, int total, ReadOnlySpan<byte> data)
    {
        int body = 1 + Varint.Size(id) + 1 + Varint.Size((uint)total) + 1 + Varint.Size((uint)data.Length) + data.Length;
        var room = buffer.Reserve(OverheadBytes + data.Length);
        room[FrameReader.PrefixBytes] = WireTags.FrameChunk;
        int at = Varint.Write(room, FrameReader.PrefixBytes + 1, (uint)body);
        at = Varint.WriteField(room, at, WireTags.ChunkId, id);
        at = Varint.WriteField(room, at, WireTags.ChunkTotal, (uint)total);
        room[at] = WireTags.ChunkData;
        at = Varint.Write(room, at + 1, (uint)data.Length);
        data.CopyTo(room[at..]);
        at += data.Length;
        FrameWriter.WritePrefix(room, at - FrameReader.PrefixBytes);
        buffer.Advance(at);
    }
}
