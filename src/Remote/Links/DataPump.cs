using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Writes messages to one data stream: encoded in the order they were queued, into batches capped by bytes.</summary>
internal abstract partial class DataPump : Pump<OutboundItem>
{
    private const int EnvelopeSlack = 16; // lengths may still grow by a few bytes

    private readonly RemoteOptions _options;
    private readonly BatchWriter _batch;
    private readonly List<OutboundItem> _inFlight = []; // encoded, and not known to be written
    private readonly OutboundTables _tables;
    private MessageCodec? _lastCodec;
    private int _emptyBytes;      // of a batch with nothing in it
    private int _heavyEncoded;    // of the batch: payload bytes of heavy messages
    private int _heavyEnvelopes;
    private LinkRefTranslator? _refs;
    private int _meanBytes = 256; // any thread reads
    private int _asideCount;      // any thread reads
    private int _timeOneIn;
    private uint _untimed;
    private protected Queue<OutboundItem>? Aside; // before all that is in the queue
    private protected long Taken;                 // items consumed, ever
    private protected long[]? TakenOfLane;        // any thread reads; null: nobody asks
    private protected long DiscardBefore;         // any thread: items claimed before that are for no session to come

    private protected DataPump(Peer peer)
        : base(peer, BufferBytesOf(peer.Node.Options) - FrameReader.PrefixBytes)
    {
        _options = peer.Node.Options;
        _refsToMeasure = new LinkRefTranslator(peer, 0);
        _batch = new BatchWriter(Buffer);
        _tables = new OutboundTables(peer.Node, _batch);
    }

    /// <summary>What the buffer may grow to: a batch that ends with the largest message and has a piece before it, or one largest frame.</summary>
    internal static int BufferBytesOf(RemoteOptions options) =>
        Math.Max(options.MaxMessageBytes + options.BatchBytes + options.ChunkBytes + ChunkView.OverheadBytes, options.MaxFrameBytes) + FrameReader.PrefixBytes;

    internal override long Waiting => Queue.Count + Volatile.Read(ref _asideCount) + Volatile.Read(ref _heldCount);

    /// <summary>What a message takes on the wire, about, unless it is a heavy one. Any thread.</summary>
    private protected int MeanBytes
    {
        get => Volatile.Read(ref _meanBytes);
        set => Volatile.Write(ref _meanBytes, value);
    }

    /// <summary>Something that waited has gone.</summary>
    internal abstract void CheckRoom();

    /// <summary>All that was encoded has been written, or is lost.</summary>
    private protected virtual void EndSample()
    {
    }

    private protected override bool HasAside => Aside is not null || HoldsBack;

    private protected override void OnBound(Session session)
    {
        AbandonLarge();
        _refs = new LinkRefTranslator(Peer, session.Incarnation);
        _tables.Begin();
    }

    /// <summary>Puts items before all that is in the queue.</summary>
    private protected void SetAside(Queue<OutboundItem>? items)
    {
        Aside = items is { Count: > 0 } ? items : null;
        Volatile.Write(ref _asideCount, Aside?.Count ?? 0);
    }

    private protected bool TryPeek(out OutboundItem item)
    {
        if (Aside is not null) return Aside.TryPeek(out item);
        ref var head = ref Queue.Peek(this);
        if (Unsafe.IsNullRef(ref head))
        {
            item = default;
            return false;
        }

        item = head;
        return true;
    }

    private protected void Take()
    {
        if (Aside is not null)
        {
            var item = Aside.Dequeue();
            if (TakenOfLane is not null) Count(item);
            SetAside(Aside);
            return;
        }

        var cursor = Queue.Cursor!;
        Pass(cursor, ref cursor.Peek(this));
    }

    /// <summary>The oldest of the queue is done with.</summary>
    private protected void Pass(MpscCursor<OutboundItem> cursor, ref OutboundItem item)
    {
        if (TakenOfLane is not null) Count(item);
        cursor.Advance(ref item);
        Taken++;
    }

    /// <summary>What is set aside again is counted back.</summary>
    private protected void Count(in OutboundItem item, int by = 1)
    {
        if (item.Kind > OutboundKind.Failure || TakenOfLane is not { } taken) return;
        ref long count = ref taken[item.Lane];
        Volatile.Write(ref count, count + by);
    }

    private protected override void Encode(Session session)
    {
        CheckRoom();
        _timeOneIn = RemoteMetrics.SerializationSample(Peer.Node.System);
        if (HoldsBack)
        {
            if (TryPassBarriers(session)) return;
            WriteChunk(session);
        }
        else if (TryPeek(out var first) && first.Kind == OutboundKind.Pulse)
        {
            if (!IsWanted(session)) return; // see below
            Take();
            if (first.Incarnation == session.Incarnation) FrameWriter.WritePing(Buffer, 0, first.Number);
            return;
        }

        bool wasReset = _tables.MustReset;
        _batch.Begin(wasReset);
        _emptyBytes = _batch.FrameBytes;
        _heavyEncoded = _heavyEnvelopes = 0;
        _tables.OnResetWritten();
        bool goOn = !HoldsBack || EncodeHeldBack(session);
        var cursor = Queue.Cursor;
        while (goOn && _batch.FrameBytes < _options.BatchBytes)
        {
            if (Aside is not null)
            {
                if (!TryEncode(session, Aside.Peek())) break;
                Take();
                continue;
            }

            if (cursor is null) break;
            ref var item = ref cursor.Peek(this);
            if (Unsafe.IsNullRef(ref item)) break;
            if (!IsWanted(session)) break; // looked at after the item: one that was told after the session's end is the next one's
            if (!TryEncode(session, item)) break;
            Pass(cursor, ref item);
        }

        if (_batch.Envelopes > 0)
        {
            RemoteMetrics.OnBatch(Peer.Node.System, _batch.Envelopes);
            int bytes = _batch.End() - _heavyEncoded, light = _batch.Envelopes - _heavyEnvelopes;
            if (light == 0) return;
            int mean = bytes / light; // grows at once, so that a flood of larger messages is bounded soon
            MeanBytes = Math.Max(Math.Max(32, mean), ((MeanBytes * 7) + mean) / 8);
            return;
        }

        bool hadDefinitions = !IsClean;
        _batch.Cancel();
        if (wasReset || hadDefinitions) _tables.Reset(); // the peer does not get to know of them
        if (_inFlight.Count > 0) OnWritten(); // flushes with nothing before them
    }

    /// <summary>False if the item must wait for the next batch.</summary>
    private bool TryEncode(Session session, in OutboundItem item) =>
        (HoldsBack && TryPutBehind(item)) || TryEncodeNow(session, item, null, null);

    /// <summary>As <see cref="TryEncode"/>, of what need not stay behind anything that is held back.</summary>
    private bool TryEncodeNow(Session session, in OutboundItem item, HeldPath? path, HeldEra? era)
    {
        if (item.Kind == OutboundKind.Pulse) return false; // a frame of its own
        if (item.Kind == OutboundKind.Flush)
        {
            _inFlight.Add(item);
            return true;
        }

        if ((item.Incarnation != 0 && item.Incarnation != session.Incarnation) || (Aside is null && Taken < Volatile.Read(ref DiscardBefore)))
        {
            DropWaiting(item, DeadLetterReason.PeerDead);
            return true;
        }

        bool open = false, clean = IsClean;
        int before = _batch.FrameBytes;
        try
        {
            var codec = item.Kind == OutboundKind.Failure ? null : CodecOf(item.Message!.GetType());
            if (!_tables.HasRoom(session.MaxTableEntries)) return false;
            var header = HeaderOf(item, codec);
            _batch.BeginEnvelope(header, item.Trace);
            open = true;
            int start = Buffer.Length;
            if (codec is not null)
            {
                long began = _timeOneIn != 0 && ++_untimed % (uint)_timeOneIn == 0 ? Peer.Node.Time.GetTimestamp() : RemoteMetrics.Untimed;
                var writer = new MessagePackWriter(Buffer, _refs);
                codec.WriteObject(ref writer, item.Message!);
                if (began != RemoteMetrics.Untimed) RemoteMetrics.OnSerialized(Peer.Node.System, began, codec.Id, read: false);
                if (session.MaxMessageBytes > 0 && Buffer.Length - start > Math.Min(session.MaxMessageBytes, Math.Min(_options.ChunkBytes, session.MaxFrameBytes / 2)))
                {
                    HoldBack(item, Buffer.WrittenSpan[start..], session.MaxMessageBytes, path, era);
                    _batch.AbortEnvelope();
                    return true;
                }
            }
            else if (item.Message is FrameTooLargeException reply)
            {
                ReplyFailure.WriteSizes(Buffer, reply);
            }

            if (_batch.FrameBytes + EnvelopeSlack > session.MaxFrameBytes) throw new FrameTooLargeException(_batch.FrameBytes + EnvelopeSlack, session.MaxFrameBytes);
            int bytes = Buffer.Length - start;
            _batch.EndEnvelope();
            _inFlight.Add(item);
            if (bytes >= SizeEstimate.HeavyBytes) OnHeavyEncoded(item, bytes);
            else if (item.Weight > 0) ChangeHeavy(-item.Weight);
        }
        catch (FrameTooLargeException) when (!clean)
        {
            if (open) _batch.AbortEnvelope();
            TakeBackBeyond(session, before);
            return false; // again, in a batch of its own
        }
        catch (Exception error)
        {
            if (open) _batch.AbortEnvelope();
            if (error is not FrameTooLargeException && Peer.Node.Quiet.IsNews($"unserializable {item.Message?.GetType()}")) RemoteLog.NotSerializable(Peer.Node.Log, error, item.Message?.GetType().Name ?? "", Peer.Endpoint);
            if (error is MessageFormatException && item.Sender is IAskRef ask and not IRemoteAskRef) ask.Fail(error); // says more than the dead letter's reason
            if (error is FrameTooLargeException large) DropTooLarge(item, large, session.MaxMessageBytes);
            else DropWaiting(item, DeadLetterReason.NotSerializable);
        }

        return true;
    }

    private void OnHeavyEncoded(in OutboundItem item, int bytes)
    {
        _heavyEncoded += bytes;
        _heavyEnvelopes++;
        if (item.Weight > 0) ChangeHeavy(-item.Weight);
        else SizeOf(item).Saw(bytes, 0); // nobody has looked at it: the next one is looked at
    }

    /// <summary>Nothing is in the batch: what does not fit now never will.</summary>
    private bool IsClean => _batch.FrameBytes == _emptyBytes;

    /// <summary>What has not fitted has left definitions, which may themselves be more than a frame takes.</summary>
    private void TakeBackBeyond(Session session, int frameBytes)
    {
        if (_batch.FrameBytes <= session.MaxFrameBytes) return;
        _batch.TakeBack(frameBytes);
        _tables.Reset(); // the batch ends here
    }

    private EnvelopeHeader HeaderOf(in OutboundItem item, MessageCodec? codec) => HeaderOf(item, item.Sender, codec);

    private EnvelopeHeader HeaderOf(in OutboundItem item, ActorRef? sender, MessageCodec? codec) => new()
    {
        Target = item.Kind == OutboundKind.Tell ? _tables.TargetId(item.Target!) : 0,
        Type = codec is null ? 0 : _tables.TypeId(codec),
        Sender = sender is null or (IAskRef and not IRemoteAskRef) or IRemoteAskRef { Peer.IsClient: true } ? 0 : _tables.SenderId(sender),
        Ask = sender is IAskRef ask and not IRemoteAskRef ? ask.Number : 0,
        Reply = item.Kind == OutboundKind.Tell ? 0 : item.Number,
        Failure = item.Failure,
        Hops = item.Hops,
        Epoch = item.Kind == OutboundKind.Tell ? item.Number : 0,
    };

    private MessageCodec CodecOf(Type type)
    {
        var codec = _lastCodec;
        if (codec is not null && codec.MessageType == type) return codec;
        return _lastCodec = Peer.Node.Registry.For(type);
    }

    private protected override void OnWritten()
    {
        Peer.Node.Counters.Sent(_inFlight.Count);
        foreach (ref var item in CollectionsMarshal.AsSpan(_inFlight))
        {
            if (item.Kind == OutboundKind.Flush) Complete(item);
        }

        _inFlight.Clear();
        EndSample();
        CheckRoom();
    }

    private protected override void OnLost()
    {
        foreach (var item in _inFlight) Drop(item, DeadLetterReason.LinkLost);
        _inFlight.Clear();
        EndSample();
        CheckRoom();
    }

    /// <summary>An item that has waited, and is not sent.</summary>
    private protected void DropWaiting(in OutboundItem item, DeadLetterReason reason)
    {
        if (item.Weight > 0) ChangeHeavy(-item.Weight);
        Drop(item, reason);
    }

    private protected void Drop(in OutboundItem item, DeadLetterReason reason)
    {
        switch (item.Kind)
        {
            case OutboundKind.Flush:
                Complete(item);
                break;
            case OutboundKind.Pulse:
                break;
            case OutboundKind.Tell when reason == DeadLetterReason.PeerDead && Peer.Node.VirtualPaths is { } paths && paths.Covers(item.Target!.Path):
                paths.Reroute(item.Target.Path, item.Message!, item.Sender, new RouteStamp(item.Hops, item.Number)); // never sent, and it has another owner by now or soon
                break;
            case OutboundKind.Tell:
                Peer.DeadLetter(item.Target!, item.Message!, item.Sender, reason);
                break;
            default:
                Peer.Node.System.DeadLetters.Publish(item.Message, $"ask {item.Number} of {Peer.Endpoint}", null, reason);
                if (item.Kind == OutboundKind.Reply && reason == DeadLetterReason.NotSerializable)
                    Peer.Outbound.Fail(item.Number, AskFailure.UnknownMessage, item.Incarnation);
                break;
        }
    }

    private static void Complete(in OutboundItem flush)
    {
        if (flush.Message is StreamBarrier barrier) barrier.Pass();
        else ((TaskCompletionSource)flush.Message!).TrySetResult();
    }
}
