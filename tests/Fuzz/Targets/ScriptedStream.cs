using System.Buffers;
using System.IO.Pipelines;
using Actors.Remote;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Fuzz.Targets;

/// <summary>
/// A link on which a peer says what a script says, and then ends. Reads complete at once. May answer the node's Challenge
/// with the right Proof, which no input could guess.
/// </summary>
internal sealed class ScriptedStream : PipeReader, ILinkStream
{
    private readonly Lock _lock = new();
    private readonly RemoteOptions? _prove;
    private readonly ReadOnlyMemory<byte> _later;
    private byte[] _bytes;
    private int _consumed;
    private int _examined;
    private bool _answered;
    private string? _aborted;

    /// <param name="first">Said at once.</param>
    /// <param name="later">Said after the Challenge, behind the Proof if there is to be one.</param>
    /// <param name="prove">With whose secret to answer the Challenge; null: not.</param>
    internal ScriptedStream(ReadOnlySpan<byte> first, ReadOnlyMemory<byte> later, RemoteOptions? prove)
    {
        _bytes = first.ToArray();
        _later = later;
        _prove = prove;
    }

    /// <summary>What the node wrote.</summary>
    internal int Written { get; private set; }

    PipeReader ILinkStream.Input => this;

    string ILinkStream.RemoteEndPoint => "10.0.0.1:1";

    ValueTask ILinkStream.WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_aborted is not null) return ValueTask.FromException(new LinkException(_aborted));
            Written += bytes.Length;
            if (_answered) return ValueTask.CompletedTask;
            _answered = true;
            var rest = new ReadOnlySequence<byte>(bytes);
            byte[] proof = _prove is not null && FrameReader.TryTake(ref rest, HandshakeStream.MaxFrameBytes, out var message) && Frame.Parser.ParseFrom(message).Challenge is { } challenge
                ? FrameSeeds.Write(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(_prove, Said(), challenge)) } })
                : [];
            _bytes = [.. _bytes, .. proof, .. _later.Span];
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The Hello that the script began with: the node has taken it, or it would have sent no Challenge.</summary>
    private Hello Said()
    {
        var said = new ReadOnlySequence<byte>(_bytes);
        return FrameReader.TryTake(ref said, HandshakeStream.MaxFrameBytes, out var message) ? Frame.Parser.ParseFrom(message).Hello : new Hello();
    }

    void ILinkStream.Abort(string reason)
    {
        lock (_lock) _aborted ??= reason;
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        ((ILinkStream)this).Abort("released");
        return ValueTask.CompletedTask;
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            if (_aborted is not null) throw new LinkException(_aborted);
            result = new ReadResult(new ReadOnlySequence<byte>(_bytes, _consumed, _bytes.Length - _consumed), isCanceled: false, isCompleted: _examined == _bytes.Length);
            return true;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        TryRead(out var result);
        return new ValueTask<ReadResult>(result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_lock) (_consumed, _examined) = (consumed.GetInteger(), examined.GetInteger());
    }

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
