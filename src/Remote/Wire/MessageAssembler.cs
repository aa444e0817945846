using System.Buffers;

namespace Actors.Remote;

/// <summary>
/// Gives a received message as one span: in place when it arrived in one piece, else copied together into an array
/// that is kept for the next one. Only bytes that have arrived are ever allocated for. One reader owns it.
/// </summary>
internal sealed class MessageAssembler : IDisposable
{
    private byte[] _scratch = [];

    /// <summary>What it keeps for the next message.</summary>
    internal int Capacity => _scratch.Length;

    /// <summary>The message's bytes, valid until the next call or until the reader's buffer is advanced.</summary>
    internal ReadOnlySpan<byte> Assemble(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment) return message.FirstSpan;
        int length = checked((int)message.Length);
        if (_scratch.Length < length) Rent(length);
        message.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }

    /// <summary>Between messages: gives back what it keeps if that is more than <paramref name="bytes"/>.</summary>
    internal void Trim(int bytes)
    {
        if (_scratch.Length > bytes) Rent(0);
    }

    public void Dispose() => Rent(0);

    private void Rent(int length)
    {
        byte[] old = _scratch;
        _scratch = length == 0 ? [] : ArrayPool<byte>.Shared.Rent(length);
        if (old.Length > 0) ArrayPool<byte>.Shared.Return(old);
    }
}
