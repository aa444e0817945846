using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Reads one stream of a session to its end and acts on each frame. What one peer does wrong ends its session, nobody else's.</summary>
internal sealed class LinkReader : IDisposable
{
    /// <summary>What a stream keeps between reads: enough for batches, while one large frame would leave megabytes with each.</summary>
    private const int KeptBytesOfStream = 256 * 1024;

    /// <summary>From the end of one stream to that of the others. A goodbye may still be read meanwhile, also on a machine that stands still for a while.</summary>
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(3);

    private readonly Session _session;
    private readonly ILinkStream _stream;
    private readonly ConnectionAccount? _account;
    private readonly int _data;
    private readonly InboundBatches _batches;
    private readonly InboundControl _control;
    private readonly InboundLoad _load;
    private readonly KeptBytes _partial;
    private readonly MessageAssembler _assembler = new();
    private bool _isPartial;
    private bool _hasTurn;

    private LinkReader(Session session, ILinkStream stream, int data)
    {
        _session = session;
        _data = data;
        _stream = stream;
        _account = stream.Account;
        _load = new InboundLoad(session);
        _partial = new KeptBytes(session.Peer.Kept, KeptBytesOfStream, "frames that have not come in full");
        _batches = new InboundBatches(session, _load);
        _control = new InboundControl(session);
    }

    /// <summary>Ends when the stream does; closes the session then. Never throws. Data: which data stream it is; less than 0: none.</summary>
    internal static async Task RunAsync(Session session, ILinkStream stream, int data)
    {
        Activity.Current = null; // of whoever made the link open: what comes over it is not within that
        using var reader = new LinkReader(session, stream, data);
        string? reason = null;
        try
        {
            await reader.ReadAsync().ConfigureAwait(false);
        }
        catch (FrameTooLargeException error)
        {
            await RefuseAsync(session, stream, Proto.RejectReason.FrameTooLarge, error.Message).ConfigureAwait(false);
            return;
        }
        catch (Exception error) when (error is FrameFormatException or InvalidProtocolBufferException)
        {
            await RefuseAsync(session, stream, Proto.RejectReason.Malformed, error.Message).ConfigureAwait(false);
            return;
        }
        catch (SessionLimitException error)
        {
            await RefuseAsync(session, stream, Proto.RejectReason.Limit, error.Message).ConfigureAwait(false);
            return;
        }
        catch (Exception error)
        {
            reason = error.Message;
        }

        session.OnReaderEnded();
        if (reason is null && !session.IsClosed) await AwaitOtherAsync(session).ConfigureAwait(false);
        session.Close(session.PeerReason ?? reason ?? "the peer ended the stream");
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _batches.Dispose();
        _partial.Dispose();
        _load.Dispose();
    }

    /// <summary>The peer ended this stream in order, so it does the other: what is on its way there still counts.</summary>
    private static async Task AwaitOtherAsync(Session session)
    {
        try
        {
            await Task.WhenAny(session.ReadersDone, session.Ended).WaitAsync(OrderlyEnd, session.Peer.Node.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // it did not; the session ends without it
        }
    }

    /// <summary>Waits until the refusal has been sent, for a bounded time: the stream is released after this.</summary>
    private static async Task RefuseAsync(Session session, ILinkStream stream, Proto.RejectReason reason, string detail)
    {
        stream.Account?.Blame();
        session.OnReaderEnded();
        session.Refuse(reason, detail);
        try
        {
            await session.Ended.WaitAsync(RefusalTimeout, session.Peer.Node.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            session.Close(detail);
        }
    }

    private async Task ReadAsync()
    {
        int maxBytes = _session.Peer.Node.Options.MaxFrameBytes;
        while (true)
        {
            var result = await _stream.Input.ReadAsync().ConfigureAwait(false);
            var buffer = result.Buffer;
            if (!_hasTurn && !await AwaitTurnAsync(result).ConfigureAwait(false)) return;
            if (!buffer.IsEmpty) _session.Heard();
            bool paused = false;
            int frames = 0;
            long before = buffer.Length;
            try
            {
                while (!paused && FrameReader.TryTake(ref buffer, maxBytes, out var message))
                {
                    frames++;
                    Handle(message);
                    paused = _load.MustPause();
                }
            }
            finally
            {
                _stream.Input.AdvanceTo(buffer.Start, paused ? buffer.Start : buffer.End); // also when a frame is refused: an orderly end waits for it
            }

            _assembler.Trim(KeptBytesOfStream);
            if (!buffer.IsEmpty || _isPartial) CountPartial(paused ? 0 : buffer.Length); // a stream that is not read on is bounded by its window
            _account?.Took(frames);
            if (RemoteMetrics.CountsTraffic) LinkTraffic.Received(_session.Peer.Node.System, frames, before - buffer.Length);
            if (paused)
            {
                await _load.WaitForRoomAsync().ConfigureAwait(false);
                if (_session.IsClosed) return; // who ends it may not have come to the stream yet: there is no room for what is left on it
                continue; // with what has been read and not looked at
            }

            if (!result.IsCompleted && !result.IsCanceled) continue;
            if (!buffer.IsEmpty) throw new FrameFormatException((int)buffer.Length, "the stream ended within a frame");
            return;
        }
    }

    private void CountPartial(long bytes)
    {
        _partial.Set(bytes);
        _isPartial = bytes > 0;
    }

    /// <summary>
    /// What comes before the session may act waits. A peer that is gone by then does not: while one that is agreed on is waited for,
    /// this node does not dial. False: the session is over.
    /// </summary>
    private async ValueTask<bool> AwaitTurnAsync(ReadResult first)
    {
        bool isOver = first.Buffer.IsEmpty && first.IsCompleted && !_session.IsAttached;
        if (!isOver) await _session.Readable.ConfigureAwait(false);
        _hasTurn = !isOver && !_session.IsClosed; // a stream may come just after the session's end, and nothing of it is to be handled
        if (_hasTurn) return true;
        _stream.Input.AdvanceTo(first.Buffer.Start);
        return isOver ? throw new LinkException("the peer ended the stream before the session began") : false;
    }

    private void Handle(ReadOnlySequence<byte> message)
    {
        var frame = FrameReader.Parse(_assembler.Assemble(message));
        if (frame.Kind == FrameKind.Batch)
        {
            HandleBatch(frame);
            return;
        }

        if (frame.Kind == FrameKind.Chunk)
        {
            _batches.HandleChunk(frame);
            return;
        }

        _control.Handle(frame);
        if (frame.Kind == FrameKind.Ping && _data >= 0) _session.OnDataPulse(_data, PulseView.Decode(frame).Epoch);
    }

    /// <summary>
    /// An actor that the batch wakes waits, as a rule, until the batch has been queued or has woken another: one that took each
    /// message as it comes would have the two threads wait for each other's cache lines.
    /// </summary>
    private void HandleBatch(FrameView frame)
    {
        bool isBurst = ThreadPoolDispatcher.BeginBurst();
        try
        {
            _batches.Handle(frame);
        }
        finally
        {
            if (isBurst) ThreadPoolDispatcher.EndBurst();
        }
    }
}
