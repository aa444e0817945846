using System.Buffers;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests;

/// <summary>
/// Whatever a peer sends, the codec takes it as Google.Protobuf does or refuses it with one of two exceptions.
/// Proven able to fail: with the length check of ReadBytes removed, and with the limit on nested groups removed.
/// </summary>
public sealed class HostileFrameTests
{
    [Fact]
    public void Message_CutAnywhere_IsReadAsGoogleReadsItOrRefused()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            byte[] whole = new Frame { Batch = Small(new Random(seed)) }.ToByteArray();
            for (int length = 0; length < whole.Length; length++) AgreesWithGoogle(whole.AsSpan(0, length));
        }
    }

    [Fact]
    public void BatchBody_CutAnywhere_IsReadAsGoogleReadsItOrRefused()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            byte[] whole = Small(new Random(seed)).ToByteArray();
            for (int length = 0; length < whole.Length; length++)
                AgreesWithGoogle([WireTags.FrameBatch, .. Length(length), .. whole.AsSpan(0, length)]);
        }

        static byte[] Length(int length)
        {
            byte[] bytes = new byte[4];
            Varint.WritePadded(bytes, (uint)length);
            return bytes;
        }
    }

    [Fact]
    public void Stream_CutAnywhere_WaitsForTheRest()
    {
        byte[] whole = BatchTranslation.WriteByHand(Small(new Random(1)));
        for (int length = 0; length < whole.Length; length++)
        {
            var bytes = new ReadOnlySequence<byte>(whole, 0, length);
            Assert.False(FrameReader.TryTake(ref bytes, BatchWriter.MaxFrameBytes, out _));
            Assert.Equal(length, bytes.Length);
        }
    }

    [Fact]
    public void Message_RandomBytes_IsReadAsGoogleReadsItOrRefused() => RandomFrames.ForAllSeeds(
        random =>
        {
            byte[] bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            AgreesWithGoogle(bytes);
            AgreesWithGoogle([WireTags.FrameBatch, (byte)bytes.Length, .. bytes]);
        },
        3000);

    [Fact]
    public void Message_MutatedFrame_IsReadAsGoogleReadsItOrRefused() => RandomFrames.ForAllSeeds(
        random =>
        {
            Batch batch = Small(random);
            byte[] bytes = random.Next(2) == 0 ? new LegalRewriter(random).Frame(batch) : new Frame { Batch = batch }.ToByteArray();
            for (int i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AgreesWithGoogle(bytes);
        },
        3000);

    [Fact]
    public void Stream_LengthBeyondTheLimit_IsRefusedBeforeItsBytesCome()
    {
        var bytes = new ReadOnlySequence<byte>(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF });
        var error = Assert.Throws<FrameTooLargeException>(() => FrameReader.TryTake(ref bytes, 1000, out _));
        Assert.Equal(uint.MaxValue, error.Bytes);
        Assert.Contains("4294967295 bytes are more than the limit of 1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_CompressedMessage_IsRefusedAtItsFirstByte()
    {
        var bytes = new ReadOnlySequence<byte>(new byte[] { 1 });
        var error = Assert.Throws<FrameFormatException>(() => FrameReader.TryTake(ref bytes, 1000, out _));
        Assert.Contains("compressed", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Seen to fail while only a first segment with bytes was looked at.</summary>
    [Fact]
    public void Stream_CompressedMessageBehindASegmentWithoutBytes_IsRefused()
    {
        var (empty, rest) = (new Segment([], 0), new Segment([1, 0, 0, 0, 0], 0));
        empty.Then(rest);
        var bytes = new ReadOnlySequence<byte>(empty, 0, rest, rest.Memory.Length);
        Assert.Throws<FrameFormatException>(() => FrameReader.TryTake(ref bytes, 1000, out _));
    }

    [Theory]
    [InlineData("3A 05 22", "a value of 5 bytes is declared where 1 are left")]
    [InlineData("3A", "the bytes end inside a number")]
    [InlineData("3A FF FF FF FF FF FF FF FF FF 01", "are left")]
    [InlineData("3A FF FF FF FF FF FF FF FF FF FF 01", "longer than 10 bytes")]
    [InlineData("00", "0 is no field tag")]
    [InlineData("3E", "wire type 6")]
    [InlineData("A4 01", "wire type 4")]
    [InlineData("A3 01", "group 20 does not end")]
    [InlineData("A3 01 AC 01", "group 20 is ended as 21")]
    [InlineData("52 00 5A 00", "a second body (Pong after Ping)")]
    [InlineData("3A 05 12 03 12 01 FF", "a definition's text is not UTF-8")]
    public void Message_Malformed_IsRefusedSayingWhatAndWhere(string hex, string problem)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var error = Assert.Throws<FrameFormatException>(() => BatchTranslation.ReadByHand(FrameReader.Parse(bytes)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains($"at byte {error.Offset}", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 0, bytes.Length);
    }

    [Fact]
    public void Message_GroupsNestedWithoutEnd_AreRefusedInBoundedStack()
    {
        byte[] bytes = new byte[100_000];
        Array.Fill(bytes, (byte)(5 << 3 | WireTags.StartGroup));
        var error = Assert.Throws<FrameFormatException>(() => FrameReader.Parse(bytes).Kind);
        Assert.Contains("nest deeper than 100", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_LaterVersionsFrame_HasKindNone() =>
        Assert.Equal(FrameKind.None, FrameReader.Parse([0xA2, 0x01, 0x02, 0x08, 0x01]).Kind);

    private static Batch Small(Random random)
    {
        Batch batch = random.NextBatch();
        foreach (Envelope envelope in batch.Envelopes)
        {
            envelope.Trace = null; // TraceContextTests has its own; Google merges two, the reader takes the last
            if (envelope.Payload.Length > 30) envelope.Payload = ByteString.CopyFrom(new byte[random.Next(30)]);
        }

        return batch;
    }

    /// <summary>
    /// What we accept Google accepts, with the same content; what Google refuses we refuse, and only with our exception.
    /// (Not the reverse: we also refuse text that is not UTF-8, two bodies, and tags beyond 32 bits.)
    /// </summary>
    private static void AgreesWithGoogle(ReadOnlySpan<byte> message)
    {
        Batch ours;
        try
        {
            FrameView frame = FrameReader.Parse(message);
            if (frame.Kind != FrameKind.Batch) return;
            ours = BatchTranslation.ReadByHand(frame);
        }
        catch (FrameFormatException)
        {
            return;
        }

        Batch theirs = BatchTranslation.WithoutUnknownFields(Frame.Parser.ParseFrom(message).Batch);
        if (ours.ResetTables) theirs.ResetTables = true; // set and then unset in one batch: a reset that was read has happened
        BatchTranslation.AssertEqual(theirs, ours);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        internal void Then(Segment next) => Next = next;
    }
}
