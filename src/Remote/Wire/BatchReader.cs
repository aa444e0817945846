using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// Walks a Batch in wire order. Serialisers write a batch's definitions before its envelopes (or, as ours, before the
/// first envelope that uses them), so one pass is enough. Allocates nothing; views are valid as long as the bytes, the
/// envelope's until the next item.
/// </summary>
internal ref struct BatchReader
{
    private WireCursor _cursor;
    private ReadOnlySpan<byte> _current;
    private EnvelopeView _envelope;
    private int _offset;

    /// <summary>Starts at the beginning of a frame of kind <see cref="FrameKind.Batch"/>.</summary>
    internal BatchReader(FrameView frame) => _cursor = new WireCursor(frame.Body, frame.Offset);

    /// <summary>Moves to the next item; false at the end.</summary>
    /// <exception cref="FrameFormatException">The batch is malformed here. What was read before it is good.</exception>
    internal bool Read(out BatchItem item)
    {
        while (_cursor.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case WireTags.BatchEnvelope:
                    Enter(BatchItem.Envelope, out item);
                    _envelope.Decode(_current, _offset);
                    return true;
                case WireTags.BatchTarget:
                    return Enter(BatchItem.Target, out item);
                case WireTags.BatchType:
                    return Enter(BatchItem.Type, out item);
                case WireTags.BatchResetTables:
                    if (_cursor.ReadVarint() == 0) break;
                    item = BatchItem.ResetTables;
                    return true;
                default:
                    _cursor.Skip(tag);
                    break;
            }
        }

        item = default;
        return false;
    }

    /// <summary>The envelope the reader stands on, in place: copying it would take longer than decoding it. The next <see cref="Read"/> overwrites it.</summary>
    [UnscopedRef]
    internal readonly ref readonly EnvelopeView Envelope => ref _envelope;

    /// <summary>The target definition the reader stands on, decoded at each call.</summary>
    internal readonly DefinitionView Target => DefinitionView.Decode(_current, _offset);

    /// <summary>The type definition the reader stands on, decoded at each call.</summary>
    internal readonly DefinitionView Type => DefinitionView.Decode(_current, _offset);

    private bool Enter(BatchItem kind, out BatchItem item)
    {
        _current = _cursor.ReadBytes();
        _offset = _cursor.Offset - _current.Length;
        item = kind;
        return true;
    }
}
