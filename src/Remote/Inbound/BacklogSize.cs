namespace Actors.Remote;

/// <summary>
/// What the newest of the messages told to one actor take: never less than they do, and seldom more than a part of
/// <see cref="PartBytes"/> beyond it. One mean of all would let a few large ones hide behind many small ones. By one thread at a time.
/// </summary>
internal sealed class BacklogSize
{
    /// <summary>Messages are counted in parts of so many bytes, or of one that is larger.</summary>
    internal const int PartBytes = 64 * 1024;

    private Queue<Part>? _full; // oldest first; those before what waits are gone; null: there was none yet
    private Part _newest;
    private Part _sum; // of the full ones

    internal void Told(int bytes)
    {
        _newest.Add(1, bytes, bytes);
        if (_newest.Bytes < PartBytes) return;
        (_full ??= new()).Enqueue(_newest);
        _sum.Add(_newest.Messages, _newest.Bytes, _newest.Largest);
        _newest = default;
    }

    /// <summary>Of the newest so many messages, or of all there are; what was told before them is forgotten.</summary>
    internal long Of(long messages)
    {
        long older = messages - _newest.Messages;
        while (_full is not null && _full.TryPeek(out var oldest) && _sum.Messages - oldest.Messages >= older)
        {
            _full.Dequeue();
            _sum.Messages -= oldest.Messages;
            _sum.Bytes -= oldest.Bytes;
        }

        if (older <= 0) return _newest.BytesOf(messages);
        if (_full is null || !_full.TryPeek(out var part)) return _newest.Bytes;
        return _newest.Bytes + _sum.Bytes - part.Bytes + part.BytesOf(older - (_sum.Messages - part.Messages));
    }

    /// <summary>What was told meanwhile over another stream: nobody knows any more in which order.</summary>
    internal void Merge(BacklogSize other)
    {
        _newest.Add(_sum);
        _newest.Add(other._newest);
        _newest.Add(other._sum);
        _full = null;
        _sum = default;
    }

    private struct Part
    {
        internal long Messages;
        internal long Bytes;
        internal int Largest;

        internal void Add(long messages, long bytes, int largest)
        {
            Messages += messages;
            Bytes += bytes;
            if (largest > Largest) Largest = largest;
        }

        internal void Add(in Part other) => Add(other.Messages, other.Bytes, other.Largest);

        internal readonly long BytesOf(long messages) => messages >= Messages ? Bytes : Math.Min(Bytes, messages * Largest);
    }
}
