using System.Buffers;
using System.Text;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests;

/// <summary>Between the generated classes, which are the reference here, and the hand-written reader and writer.</summary>
internal static class BatchTranslation
{
    /// <summary>Writes with <see cref="BatchWriter"/>: the gRPC message with its prefix.</summary>
    internal static byte[] WriteByHand(Batch batch)
    {
        using var buffer = new WireBuffer(16, BatchWriter.MaxFrameBytes);
        var writer = new BatchWriter(buffer);
        writer.WriteByHand(buffer, batch);
        return buffer.WrittenSpan.ToArray();
    }

    internal static void WriteByHand(this BatchWriter writer, WireBuffer buffer, Batch batch)
    {
        writer.Begin(batch.ResetTables);
        foreach (TargetDefinition target in batch.Targets) writer.DefineTarget(target.Id, target.Path, target.Uid);
        foreach (TypeDefinition type in batch.Types_) writer.DefineType(type.Id, type.Name);
        foreach (Envelope envelope in batch.Envelopes)
        {
            writer.BeginEnvelope(HeaderOf(envelope), envelope.Trace is null ? default : envelope.Trace.ToByteArray());
            buffer.Write(envelope.Payload.Span);
            writer.EndEnvelope();
        }

        writer.End();
    }

    /// <summary>Reads with <see cref="BatchReader"/>.</summary>
    internal static Batch ReadByHand(FrameView frame)
    {
        Assert.Equal(FrameKind.Batch, frame.Kind);
        var batch = new Batch();
        var reader = new BatchReader(frame);
        while (reader.Read(out BatchItem item))
        {
            switch (item)
            {
                case BatchItem.ResetTables:
                    batch.ResetTables = true;
                    break;
                case BatchItem.Target:
                    DefinitionView target = reader.Target;
                    batch.Targets.Add(new TargetDefinition { Id = target.Id, Path = Encoding.UTF8.GetString(target.Text), Uid = target.Uid });
                    break;
                case BatchItem.Type:
                    DefinitionView type = reader.Type;
                    batch.Types_.Add(new TypeDefinition { Id = type.Id, Name = Encoding.UTF8.GetString(type.Text) });
                    break;
                default:
                    batch.Envelopes.Add(ToProto(reader.Envelope));
                    break;
            }
        }

        return batch;
    }

    /// <summary>Like Assert.Equal, but says little about large batches.</summary>
    internal static void AssertEqual(Batch expected, Batch? actual) =>
        Assert.True(expected.Equals(actual), $"expected {Brief(expected)}, got {(actual is null ? "nothing" : Brief(actual))}");

    internal static EnvelopeHeader HeaderOf(Envelope envelope) => new()
    {
        Target = envelope.Target,
        Type = envelope.Type,
        Sender = envelope.Sender,
        Ask = envelope.Ask,
        Reply = envelope.Reply,
        Failure = (int)envelope.Failure,
        Hops = envelope.Hops,
        Epoch = envelope.Epoch,
        Large = envelope.Large,
    };

    /// <summary>The same batch without what later versions added, for comparing.</summary>
    internal static Batch WithoutUnknownFields(Batch batch)
    {
        var known = new MessageParser<Batch>(() => new Batch()).WithDiscardUnknownFields(true).ParseFrom(batch.ToByteArray());
        foreach (Envelope envelope in known.Envelopes)
            if (envelope.Trace?.CalculateSize() == 0) envelope.Trace = null; // as good as none
        return known;
    }

    /// <summary>The hand-written reader leaves it to whoever wants to know; here it belongs to the frame.</summary>
    private static TraceContext? TraceOf(in EnvelopeView view)
    {
        try
        {
            var trace = TraceContext.Parser.WithDiscardUnknownFields(true).ParseFrom(view.Trace);
            return trace.CalculateSize() == 0 ? null : trace;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FrameFormatException(0, error.Message);
        }
    }

    private static string Brief(Batch batch) => batch.ToString() is { Length: > 2000 } text ? $"{text[..2000]}..." : batch.ToString();

    private static Envelope ToProto(in EnvelopeView view) => new()
    {
        Target = view.Header.Target,
        Type = view.Header.Type,
        Payload = ByteString.CopyFrom(view.Payload),
        Sender = view.Header.Sender,
        Ask = view.Header.Ask,
        Reply = view.Header.Reply,
        Failure = (AskFailure)view.Header.Failure,
        Hops = view.Header.Hops,
        Epoch = view.Header.Epoch,
        Large = view.Header.Large,
        Trace = TraceOf(view),
    };
}
