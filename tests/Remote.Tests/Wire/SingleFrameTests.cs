using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests;

public sealed class SingleFrameTests
{
    [Fact]
    public void Pulses_WrittenByHand_AreReadEqualByGoogleAndByHand() => RandomFrames.ForAllSeeds(random =>
    {
        ulong sequence = random.NextUInt64(), epoch = random.NextUInt64();
        Expect(buffer => FrameWriter.WritePing(buffer, sequence, epoch), new Frame { Ping = new Ping { Sequence = sequence, Epoch = epoch } }, new PulseView(sequence, epoch));
        Expect(buffer => FrameWriter.WritePong(buffer, sequence, epoch), new Frame { Pong = new Pong { Sequence = sequence, Epoch = epoch } }, new PulseView(sequence, epoch));
        Expect(buffer => FrameWriter.WriteControlAck(buffer, sequence), new Frame { ControlAck = new ControlAck { Sequence = sequence } }, new PulseView(sequence, 0));
    });

    [Fact]
    public void Frame_WrittenThroughTheGeneratedClasses_IsFoundByHand()
    {
        var hello = new Hello { Cluster = "test", VersionMax = 1, Nonce = ByteString.CopyFrom(1, 2, 3) };
        using var buffer = new WireBuffer(16, 1000);
        FrameWriter.Write(buffer, new Frame { Hello = hello });
        FrameView frame = FrameReader.Parse(buffer.WrittenSpan[FrameReader.PrefixBytes..]);
        Assert.Equal(FrameKind.Hello, frame.Kind);
        Assert.Equal(hello, Hello.Parser.ParseFrom(frame.Body));
    }

    [Fact]
    public void Frame_BeyondTheBuffersLimit_ThrowsAndLeavesTheBuffer()
    {
        using var buffer = new WireBuffer(16, 50);
        Assert.Throws<FrameTooLargeException>(() => FrameWriter.Write(buffer, new Frame { Goodbye = new Goodbye { Detail = new string('x', 50) } }));
        Assert.Equal(0, buffer.Length);
    }

    private static void Expect(Action<WireBuffer> write, Frame expected, PulseView pulse)
    {
        using var buffer = new WireBuffer(16, 1000);
        write(buffer);
        ReadOnlySpan<byte> message = buffer.WrittenSpan[FrameReader.PrefixBytes..];
        Assert.Equal(message.Length, buffer.WrittenSpan[4]);
        Assert.Equal(expected, Frame.Parser.ParseFrom(message));
        FrameView frame = FrameReader.Parse(expected.ToByteArray());
        Assert.Equal((int)expected.BodyCase, (int)frame.Kind);
        Assert.Equal(pulse, PulseView.Decode(frame));
    }
}
