using System.Buffers;

namespace Actors.Remote;

/// <summary>
/// A growable byte array that frames and payloads are written into before they go to a link. Bounded by
/// <see cref="MaxBytes"/>. Not thread-safe: one pump owns it.
/// </summary>
internal sealed class WireBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 512;

    private byte[] _array;
    private int _capacity;

    internal WireBuffer(int initialBytes, int maxBytes)
    {
        _array = ArrayPool<byte>.Shared.Rent(Math.Min(initialBytes, maxBytes));
        MaxBytes = maxBytes;
        _capacity = Math.Min(_array.Length, maxBytes); // the pool rounds up
    }

    /// <summary>What the buffer may grow to.</summary>
    internal int MaxBytes { get; }

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, Length);

    internal ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, Length);

    /// <summary>Room for <paramref name="bytes"/> more at the end, not yet counted as written.</summary>
    /// <exception cref="FrameTooLargeException">The buffer would grow beyond <see cref="MaxBytes"/>.</exception>
    internal Span<byte> Reserve(int bytes)
    {
        if (_capacity - Length < bytes) Grow(bytes);
        return _array.AsSpan(Length, _capacity - Length);
    }

    /// <summary>Counts <paramref name="bytes"/> of the reserved room as written.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Bytes already written, for patching a length in place.</summary>
    internal Span<byte> Patch(int offset, int bytes) => _array.AsSpan(offset, bytes);

    /// <summary>Forgets everything after <paramref name="length"/>.</summary>
    internal void Truncate(int length) => Length = length;

    /// <summary>What it takes without growing.</summary>
    internal int Capacity => Volatile.Read(ref _capacity);

    /// <summary>An empty one gives its memory back if that is more than <paramref name="bytes"/>, and grows again when it is used.</summary>
    internal void Trim(int bytes)
    {
        if (_capacity > bytes && Length == 0) Dispose();
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(Length, _capacity - Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(Math.Max(sizeHint, 1));

    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        _capacity = Length = 0;
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
    }

    private void Grow(int bytes)
    {
        long needed = (long)Length + bytes;
        if (needed > MaxBytes) throw new FrameTooLargeException(needed, MaxBytes);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(MaxBytes, Math.Max(needed, Math.Max(FirstBytes, _array.Length * 2L))));
        _array.AsSpan(0, Length).CopyTo(larger);
        if (_array.Length > 0) ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
        _capacity = Math.Min(larger.Length, MaxBytes);
    }
}
