using System.Buffers;

namespace Actors.Remote;

/// <summary>Puts payloads together that come in chunks. Allocates for what has come, not for what was announced. Used by the stream's reader only.</summary>
internal sealed class LargePayloads(RemoteOptions options) : IDisposable
{
    /// <summary>Payloads of one stream that may be under way at a time.</summary>
    internal const int MaxAtOnce = 4;

    private readonly Dictionary<uint, Parts> _parts = [];
    private byte[] _taken = [];

    /// <summary>Of what was taken last and not given back.</summary>
    internal int TakenBytes => _taken.Length;

    /// <exception cref="FrameFormatException">The chunk does not fit those before it.</exception>
    /// <exception cref="SessionLimitException">It is too much.</exception>
    internal void Add(ChunkView chunk)
    {
        if (!_parts.TryGetValue(chunk.Id, out var parts))
        {
            if (chunk.Id == 0 || chunk.Total == 0) throw new FrameFormatException(0, "a chunk without its id or total");
            if (chunk.Total > (uint)options.MaxMessageBytes) throw new SessionLimitException($"a message of {chunk.Total} bytes; this node takes {options.MaxMessageBytes} (RemoteOptions.{nameof(RemoteOptions.MaxMessageBytes)})");
            if (_parts.Count == MaxAtOnce) throw new SessionLimitException($"more than {MaxAtOnce} messages in chunks at once");
            _parts.Add(chunk.Id, parts = new Parts((int)chunk.Total));
        }

        if (chunk.Data.IsEmpty || chunk.Total != parts.Total || chunk.Data.Length > parts.Total - parts.Received) throw new FrameFormatException(0, $"a chunk of {chunk.Data.Length} bytes after {parts.Received} of {parts.Total}");
        parts.Append(chunk.Data);
    }

    /// <summary>The payload, valid until the next call, or until it is given back.</summary>
    /// <exception cref="FrameFormatException">It has not come, or not in full.</exception>
    internal ReadOnlySpan<byte> Take(uint id)
    {
        if (!_parts.Remove(id, out var parts)) throw new FrameFormatException(0, $"no chunks with the id {id}");
        GiveBack();
        _taken = parts.Bytes;
        if (parts.Received != parts.Total) throw new FrameFormatException(0, $"{parts.Received} of {parts.Total} bytes have come in chunks");
        return _taken.AsSpan(0, parts.Total);
    }

    public void Dispose()
    {
        GiveBack();
        foreach (var parts in _parts.Values) ArrayPool<byte>.Shared.Return(parts.Bytes);
        _parts.Clear();
    }

    /// <summary>What was taken last is done with: none of it stays with a stream that has no more to do.</summary>
    internal void GiveBack()
    {
        if (_taken.Length > 0) ArrayPool<byte>.Shared.Return(_taken);
        _taken = [];
    }

    private sealed class Parts(int total)
    {
        internal int Total => total;

        internal int Received { get; private set; }

        internal byte[] Bytes { get; private set; } = ArrayPool<byte>.Shared.Rent(1024);

        internal void Append(ReadOnlySpan<byte> data)
        {
            if (Bytes.Length < Received + data.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(total, Math.Max(Received + data.Length, 2 * Received)));
                Bytes.AsSpan(0, Received).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(Bytes);
                Bytes = larger;
            }

            data.CopyTo(Bytes.AsSpan(Received));
            Received += data.Length;
        }
    }
}
