using Actors.Remote;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Fuzz.Targets;

/// <summary>
/// The stream of gRPC messages and the frames in them. What is read by hand allocates nothing while it is well-formed; a
/// batch that was accepted is written again, read again, and is the same.
/// </summary>
internal sealed class FrameTarget : FuzzTarget, IDisposable
{
    private const int MaxFrameBytes = 4096, KeptBytes = 128;

    private readonly SplitSequence _split = new();
    private readonly MessageAssembler _assembler = new();
    private readonly BatchCopy _copy = new();
    private ReadOnlyMemory<byte> _input;
    private int _generatedBytes; // given to Google's parsers
    private int _copied;

    internal override string Name => "frames";

    internal override int Share => 455;

    internal override IEnumerable<byte[]> Seeds => FrameSeeds.All;

    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        _input = input;
        _generatedBytes = _copied = 0;
        var rest = _split.Of(input);
        int outcome = 0;
        while (FrameReader.TryTake(ref rest, MaxFrameBytes, out var message))
            outcome = Outcomes.Mix(outcome, Handle(FrameReader.Parse(_assembler.Assemble(message))));
        _assembler.Trim(KeptBytes);
        if (_assembler.Capacity > KeptBytes) throw new FuzzFailureException(Name, $"{_assembler.Capacity} bytes are kept", input.Span);
        return outcome;
    }

    protected override bool IsRefusal(Exception error) => error is FrameFormatException or FrameTooLargeException or InvalidProtocolBufferException;

    protected override long AllocationLimit(int inputBytes, bool refused) =>
        (refused ? 8 * 1024 : 0) + (_generatedBytes > 0 ? 4096 + (512L * _generatedBytes) : 0);

    protected override string? FindDifference()
    {
        if (_copied == 0) return null;
        var rest = _split.Of(_input);
        while (FrameReader.TryTake(ref rest, MaxFrameBytes, out var message))
        {
            var frame = FrameReader.Parse(_assembler.Assemble(message));
            if (frame.Kind == FrameKind.Chunk && !_copy.IsSame(ChunkView.Decode(frame))) return "a chunk that is written and read again differs";
            if (frame.Kind == FrameKind.Batch && !_copy.IsSame(frame)) return "a batch that is written and read again differs";
        }

        return null;
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _copy.Dispose();
    }

    private int Handle(FrameView frame)
    {
        int kind = (int)frame.Kind;
        switch (frame.Kind)
        {
            case FrameKind.Batch:
                _copied++;
                return Outcomes.Mix(kind, Walk(frame));
            case FrameKind.Chunk:
                _copied++;
                var chunk = ChunkView.Decode(frame);
                return Outcomes.Mix(kind, (chunk.Id == 0 ? 0 : 1) + (chunk.Total == 0 ? 0 : 2) + (chunk.Data.IsEmpty ? 0 : 4));
            case FrameKind.ControlAck or FrameKind.Ping or FrameKind.Pong:
                var pulse = PulseView.Decode(frame);
                return Outcomes.Mix(kind, (pulse.Sequence == 0 ? 0 : 1) + (pulse.Epoch == 0 ? 0 : 2));
            case FrameKind.None:
                return kind;
            case FrameKind.Control:
                _generatedBytes += 16 + frame.Body.Length;
                return Outcomes.Mix(kind, (int)Control.Parser.ParseFrom(frame.Body).BodyCase);
            default:
                _generatedBytes += 16 + frame.Body.Length;
                return Outcomes.Mix(kind, Parse(frame).Descriptor.Name.Length);
        }
    }

    private static IMessage Parse(FrameView frame) => frame.Kind switch
    {
        FrameKind.Hello => Hello.Parser.ParseFrom(frame.Body),
        FrameKind.Challenge => Challenge.Parser.ParseFrom(frame.Body),
        FrameKind.Proof => Proof.Parser.ParseFrom(frame.Body),
        FrameKind.Welcome => Welcome.Parser.ParseFrom(frame.Body),
        FrameKind.Reject => Reject.Parser.ParseFrom(frame.Body),
        FrameKind.Goodbye => Goodbye.Parser.ParseFrom(frame.Body),
        _ => Manifest.Parser.ParseFrom(frame.Body),
    };

    /// <summary>As the link's reader does. The items are counted: each takes two bytes of the input at least.</summary>
    private int Walk(FrameView frame)
    {
        var batch = new BatchReader(frame);
        int items = 0, seen = 0;
        while (batch.Read(out var item))
        {
            if (++items > (frame.Body.Length + 1) / 2) throw new FuzzFailureException(Name, "more items than bytes", _input.Span);
            int shape = item switch
            {
                BatchItem.Envelope => Shape(batch.Envelope),
                BatchItem.Target => batch.Target is var target && target.Id == 0 ? 1 : 2,
                BatchItem.Type => batch.Type is var type && type.Text.IsEmpty ? 3 : 4,
                _ => 5,
            };
            seen |= 1 << (shape & 31);
        }

        return seen;
    }

    private static int Shape(in EnvelopeView envelope)
    {
        var header = envelope.Header;
        return 6 + (header.Ask != 0 ? 1 : 0) + (header.Reply != 0 ? 2 : 0) + (header.Failure != 0 ? 4 : 0) + (header.Large != 0 ? 8 : 0);
    }
}
