using System.Buffers;

namespace Actors.Remote;

/// <summary>A message that goes out in chunks: its payload, and how much of it has been sent. The data pump's own.</summary>
internal sealed class LargeOutbound : IDisposable
{
    private byte[] _bytes;

    internal LargeOutbound(uint id, in OutboundItem item, ReadOnlySpan<byte> payload, HeldPath path, HeldEra era)
    {
        Id = id;
        Item = item;
        Path = path;
        Era = era;
        Length = payload.Length;
        _bytes = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(_bytes);
    }

    internal uint Id { get; }

    internal OutboundItem Item { get; }

    /// <summary>What stays behind it.</summary>
    internal HeldPath Path { get; }

    internal HeldEra Era { get; }

    internal int Length { get; }

    internal int Sent { get; private set; }

    internal bool IsSent => Sent == Length;

    internal ReadOnlySpan<byte> Next(int bytes)
    {
        var next = _bytes.AsSpan(Sent, Math.Min(bytes, Length - Sent));
        Sent += next.Length;
        return next;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
