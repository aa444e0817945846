using System.Buffers;
using System.IO.Pipelines;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests;

/// <summary>
/// The hand-written codec against Google.Protobuf. Proven able to fail: with the tag of Envelope.hops changed to 0x48,
/// with Widen moving the payload one byte too few, and with Skip taking four bytes for a fixed64.
/// </summary>
public sealed class BatchCodecTests
{
    [Fact]
    public void Batch_WrittenByHand_IsReadEqualByGoogle() => RandomFrames.ForAllSeeds(random =>
    {
        Batch batch = random.NextBatch();
        byte[] written = BatchTranslation.WriteByHand(batch);
        BatchTranslation.AssertEqual(batch, Frame.Parser.ParseFrom(written.AsSpan(FrameReader.PrefixBytes)).Batch);
    });

    [Fact]
    public void Batch_WrittenByGoogle_IsReadEqualByHand() => RandomFrames.ForAllSeeds(random =>
    {
        Batch batch = random.NextBatch();
        BatchTranslation.AssertEqual(batch, BatchTranslation.ReadByHand(FrameReader.Parse(new Frame { Batch = batch }.ToByteArray())));
    });

    [Fact]
    public void Batch_WrittenInAnyLegalWay_IsReadAsGoogleReadsIt() => RandomFrames.ForAllSeeds(random =>
    {
        Batch batch = random.NextBatch();
        byte[] written = new LegalRewriter(random).Frame(batch);
        BatchTranslation.AssertEqual(batch, BatchTranslation.WithoutUnknownFields(Frame.Parser.ParseFrom(written).Batch));
        BatchTranslation.AssertEqual(batch, BatchTranslation.ReadByHand(FrameReader.Parse(written)));
    });

    [Fact]
    public void Batches_OneBufferManyFrames_AreCutAndReadEqual() => RandomFrames.ForAllSeeds(random =>
    {
        using var buffer = new WireBuffer(16, BatchWriter.MaxFrameBytes);
        var writer = new BatchWriter(buffer);
        Batch[] batches = [random.NextBatch(), random.NextBatch(), random.NextBatch()];
        foreach (Batch batch in batches) writer.WriteByHand(buffer, batch);
        var bytes = new ReadOnlySequence<byte>(buffer.WrittenMemory);
        foreach (Batch batch in batches)
        {
            Assert.True(FrameReader.TryTake(ref bytes, BatchWriter.MaxFrameBytes, out ReadOnlySequence<byte> message));
            BatchTranslation.AssertEqual(batch, BatchTranslation.ReadByHand(FrameReader.Parse(message.FirstSpan)));
        }

        Assert.True(bytes.IsEmpty);
    });

    [Fact]
    public async Task Frames_OneByteAtATime_AreReadEqual()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Batch batch = new Random(seed).NextBatch();
            var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 1, pauseWriterThreshold: 0, useSynchronizationContext: false));
            using var assembler = new MessageAssembler();
            Batch? read = null;
            foreach (byte next in BatchTranslation.WriteByHand(batch))
            {
                Assert.Null(read);
                await pipe.Writer.WriteAsync(new[] { next });
                ReadResult result = await pipe.Reader.ReadAsync();
                ReadOnlySequence<byte> bytes = result.Buffer;
                if (FrameReader.TryTake(ref bytes, BatchWriter.MaxFrameBytes, out ReadOnlySequence<byte> message))
                    read = BatchTranslation.ReadByHand(FrameReader.Parse(assembler.Assemble(message)));
                pipe.Reader.AdvanceTo(bytes.Start, bytes.End);
            }

            BatchTranslation.AssertEqual(batch, read);
        }
    }

    [Theory]
    [InlineData(26, 8)]
    [InlineData(120, 8)]
    [InlineData(127, 9)]
    public void Envelope_SmallMessage_CostsFewBytesBeyondItsPayload(int payload, int cost)
    {
        using var buffer = new WireBuffer(1024, 4096);
        var writer = new BatchWriter(buffer);
        writer.Begin(false);
        int before = Write(new EnvelopeHeader { Target = 1, Type = 2 });
        Assert.InRange(Write(new EnvelopeHeader { Target = 1, Type = 2 }) - before - payload, 1, cost + 1);

        int Write(EnvelopeHeader header)
        {
            writer.BeginEnvelope(header);
            buffer.Write(new byte[payload]);
            writer.EndEnvelope();
            return writer.FrameBytes;
        }
    }

    [Fact]
    public void AbortEnvelope_AfterPartOfAPayload_LeavesTheBatchAsItWas()
    {
        using var buffer = new WireBuffer(64, 4096);
        var writer = new BatchWriter(buffer);
        writer.Begin(false);
        WriteOne(writer, buffer, 1);
        writer.BeginEnvelope(new EnvelopeHeader { Target = 2 });
        buffer.Write(new byte[300]);
        writer.AbortEnvelope();
        WriteOne(writer, buffer, 3);
        writer.End();
        Batch read = BatchTranslation.ReadByHand(FrameReader.Parse(buffer.WrittenSpan[FrameReader.PrefixBytes..]));
        Assert.Equal([1u, 3u], read.Envelopes.Select(envelope => envelope.Target));
    }

    [Fact]
    public void Envelope_BeyondTheBuffersLimit_ThrowsAndCanBeTakenBack()
    {
        using var buffer = new WireBuffer(64, 1000);
        var writer = new BatchWriter(buffer);
        writer.Begin(false);
        WriteOne(writer, buffer, 1);
        writer.BeginEnvelope(new EnvelopeHeader { Target = 2 });
        var error = Assert.Throws<FrameTooLargeException>(() => buffer.Write(new byte[2000]));
        Assert.Equal(1000, error.LimitBytes);
        writer.AbortEnvelope();
        writer.End();
        Assert.Single(BatchTranslation.ReadByHand(FrameReader.Parse(buffer.WrittenSpan[FrameReader.PrefixBytes..])).Envelopes);
    }

    [Fact]
    public void Cancel_WithContent_LeavesTheBufferAsItWas()
    {
        using var buffer = new WireBuffer(64, 1000);
        buffer.Write(new byte[] { 7 });
        var writer = new BatchWriter(buffer);
        writer.Begin(true);
        WriteOne(writer, buffer, 1);
        writer.Cancel();
        Assert.Equal(1, buffer.Length);
        writer.Begin(false);
        Assert.Equal(0, writer.Envelopes);
    }

    [Fact]
    public void Calls_OutOfOrder_Throw()
    {
        using var buffer = new WireBuffer(64, 1000);
        var writer = new BatchWriter(buffer);
        Assert.Throws<InvalidOperationException>(() => writer.BeginEnvelope(default));
        writer.Begin(false);
        writer.BeginEnvelope(default);
        Assert.Throws<InvalidOperationException>(() => writer.DefineType(1, "x"));
        Assert.Throws<InvalidOperationException>(() => writer.End());
    }

    [Fact]
    public void WriteAndRead_InSteadyState_AllocateNothing()
    {
        using var buffer = new WireBuffer(64 * 1024, 1024 * 1024);
        using var assembler = new MessageAssembler();
        var writer = new BatchWriter(buffer);
        RunOnce();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long sum = RunOnce();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        long RunOnce()
        {
            buffer.Truncate(0);
            writer.Begin(true);
            writer.DefineTarget(1, "/user/greeter", 7);
            writer.DefineType(1, "hello");
            for (int i = 0; i < 100; i++) WriteOne(writer, buffer, 1, i * 3);
            writer.End();
            var bytes = new ReadOnlySequence<byte>(buffer.WrittenMemory);
            Assert.True(FrameReader.TryTake(ref bytes, 1024 * 1024, out ReadOnlySequence<byte> message));
            var reader = new BatchReader(FrameReader.Parse(assembler.Assemble(message)));
            long total = 0;
            while (reader.Read(out BatchItem item))
                total += item == BatchItem.Envelope ? reader.Envelope.Payload.Length : item == BatchItem.Target ? reader.Target.Text.Length : 0;
            return total;
        }
    }

    private static void WriteOne(BatchWriter writer, WireBuffer buffer, uint target, int payload = 10)
    {
        writer.BeginEnvelope(new EnvelopeHeader { Target = target, Type = 1 });
        buffer.Advance(Math.Min(payload, buffer.Reserve(payload).Length));
        writer.EndEnvelope();
    }
}
