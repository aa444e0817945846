using System.Buffers;
using System.Text;
using Actors.Remote;

namespace Actors.Fuzz.Targets;

/// <summary>Writes a batch or chunk that was read once more, with the product's own writer, and compares what is read of both.</summary>
internal sealed class BatchCopy : IDisposable
{
    private readonly WireBuffer _buffer = new(1024, 1 << 20);
    private readonly BatchWriter _writer;

    internal BatchCopy() => _writer = new BatchWriter(_buffer);

    internal bool IsSame(FrameView frame)
    {
        _buffer.Truncate(0);
        Write(frame);
        ulong written = 14695981039346656037;
        var rest = new ReadOnlySequence<byte>(_buffer.WrittenMemory);
        while (FrameReader.TryTake(ref rest, BatchWriter.MaxFrameBytes, out var message)) Add(ref written, FrameReader.Parse(message.FirstSpan));
        ulong original = 14695981039346656037;
        Add(ref original, frame);
        return rest.IsEmpty && written == original;
    }

    internal bool IsSame(ChunkView chunk)
    {
        _buffer.Truncate(0);
        if (chunk.Id == 0 || chunk.Total is 0 or > int.MaxValue) return true; // refused later; no writer has it
        ChunkView.Write(_buffer, chunk.Id, (int)chunk.Total, chunk.Data);
        var rest = new ReadOnlySequence<byte>(_buffer.WrittenMemory);
        if (!FrameReader.TryTake(ref rest, BatchWriter.MaxFrameBytes, out var message) || !rest.IsEmpty) return false;
        var again = ChunkView.Decode(FrameReader.Parse(message.FirstSpan));
        return again.Id == chunk.Id && again.Total == chunk.Total && again.Data.SequenceEqual(chunk.Data);
    }

    public void Dispose() => _buffer.Dispose();

    private void Write(FrameView frame)
    {
        var batch = new BatchReader(frame);
        _writer.Begin(resetTables: false);
        while (batch.Read(out var item))
        {
            switch (item)
            {
                case BatchItem.ResetTables: // our writer puts it first only
                    _writer.End();
                    _writer.Begin(resetTables: true);
                    break;
                case BatchItem.Target:
                    var target = batch.Target;
                    _writer.DefineTarget(target.Id, Encoding.UTF8.GetString(target.Text), target.Uid);
                    break;
                case BatchItem.Type:
                    var type = batch.Type;
                    _writer.DefineType(type.Id, Encoding.UTF8.GetString(type.Text));
                    break;
                default:
                    var envelope = batch.Envelope;
                    _writer.BeginEnvelope(envelope.Header, envelope.Trace);
                    _buffer.Write(envelope.Payload);
                    _writer.EndEnvelope();
                    break;
            }
        }

        _writer.End();
    }

    private static void Add(ref ulong hash, FrameView frame)
    {
        var batch = new BatchReader(frame);
        while (batch.Read(out var item))
        {
            Add(ref hash, (ulong)item);
            switch (item)
            {
                case BatchItem.ResetTables:
                    break;
                case BatchItem.Envelope:
                    var envelope = batch.Envelope;
                    Add(ref hash, (ulong)envelope.Header.GetHashCode());
                    Add(ref hash, envelope.Trace);
                    Add(ref hash, envelope.Payload);
                    break;
                case BatchItem.Target:
                    var target = batch.Target;
                    Add(ref hash, target.Id);
                    Add(ref hash, target.Uid);
                    Add(ref hash, target.Text);
                    break;
                default: // a type has no uid, whatever stood there
                    var type = batch.Type;
                    Add(ref hash, type.Id);
                    Add(ref hash, type.Text);
                    break;
            }
        }
    }

    private static void Add(ref ulong hash, ulong value) => hash = (hash ^ value) * 1099511628211;

    private static void Add(ref ulong hash, ReadOnlySpan<byte> bytes)
    {
        Add(ref hash, (ulong)bytes.Length);
        foreach (byte next in bytes) Add(ref hash, next);
    }
}
