using System.Buffers;
using System.IO.Pipelines;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Single frames over a link stream, before its pumps and readers take over.</summary>
internal sealed class HandshakeStream(ILinkStream stream)
{
    /// <summary>A handshake frame is small; who sends a larger one is no peer.</summary>
    internal const int MaxFrameBytes = 16 * 1024;

    internal ILinkStream Stream => stream;

    /// <exception cref="HandshakeException">The peer refused, or ended the stream.</exception>
    /// <exception cref="FrameFormatException">What came is no frame.</exception>
    /// <exception cref="FrameTooLargeException">A frame is larger than any of the handshake.</exception>
    internal async ValueTask<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await stream.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryRead(result.Buffer, out var frame)) return frame.Reject is { } reject ? throw Refused(reject) : frame;
            if (result.IsCompleted) throw new HandshakeException(null, "the peer ended the stream during the handshake");
        }
    }

    internal async ValueTask WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        using var buffer = new WireBuffer(256, MaxFrameBytes);
        FrameWriter.Write(buffer, frame);
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private bool TryRead(ReadOnlySequence<byte> buffer, out Frame frame)
    {
        var rest = buffer;
        var examined = buffer.End;
        try
        {
            frame = null!;
            if (!FrameReader.TryTake(ref rest, MaxFrameBytes, out var message)) return false;
            examined = rest.Start;
            frame = Frame.Parser.ParseFrom(message);
            return true;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new FrameFormatException(0, error.Message);
        }
        finally
        {
            stream.Input.AdvanceTo(rest.Start, examined); // also when the frame is refused: an orderly end waits for it
        }
    }

    private static HandshakeException Refused(Reject reject) => new(reject.Reason, $"refused by the peer: {reject.Reason}: {PeerText.Of(reject.Detail)}");
}
