using System.Buffers;
using System.Numerics;

namespace Actors.Remote;

/// <summary>
/// Puts payloads together that come in chunks. Allocates for what has come, not for what was announced, and no more than the
/// node's budget has left. Used by the stream's reader only.
/// </summary>
internal sealed class LargePayloads(RemoteOptions options, LargeBudget budget) : IDisposable
{
    /// <summary>Payloads of one stream that may be under way at a time.</summary>
    internal const int MaxAtOnce = 4;

    private const int FirstBytes = 1024;

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
            _parts.Add(chunk.Id, parts = new Parts((int)chunk.Total, Rent(FirstBytes)));
        }

        if (chunk.Data.IsEmpty || chunk.Total != parts.Total || chunk.Data.Length > parts.Total - parts.Received) throw new FrameFormatException(0, $"a chunk of {chunk.Data.Length} bytes after {parts.Received} of {parts.Total}");
        MakeRoom(parts, parts.Received + chunk.Data.Length);
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
        foreach (var parts in _parts.Values) Return(parts.Bytes);
        _parts.Clear();
    }

    /// <summary>What was taken last is done with: none of it stays with a stream that has no more to do.</summary>
    internal void GiveBack()
    {
        if (_taken.Length > 0) Return(_taken);
        _taken = [];
    }

    private void MakeRoom(Parts parts, int bytes)
    {
        if (bytes <= parts.Bytes.Length) return;
        var larger = Rent(Math.Min(parts.Total, Math.Max(bytes, 2 * parts.Received)));
        parts.Bytes.AsSpan(0, parts.Received).CopyTo(larger);
        Return(parts.Bytes);
        parts.Bytes = larger;
    }

    /// <summary>As long as the budget counts it: the pool's own steps, so that what is counted is what is there.</summary>
    private byte[] Rent(int bytes)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)bytes);
        budget.Take(size, "messages in chunks that have not come in full");
        return ArrayPool<byte>.Shared.Rent(size);
    }

    private void Return(byte[] bytes)
    {
        ArrayPool<byte>.Shared.Return(bytes);
        budget.GiveBack(bytes.Length);
    }

    private sealed class Parts(int total, byte[] bytes)
    {
        internal int Total => total;

        internal int Received { get; private set; }

        internal byte[] Bytes { get; set; } = bytes;

        internal void Append(ReadOnlySpan<byte> data)
        {
            data.CopyTo(Bytes.AsSpan(Received));
            Received += data.Length;
        }
    }
}
