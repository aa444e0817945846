using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Messages to one peer: encoded in the order they were told, into batches capped by bytes.</summary>
internal sealed partial class DataPump : Pump<OutboundItem>
{
    private const int MaxCheckInterval = 64;
    private const int EnvelopeSlack = 16; // lengths may still grow by a few bytes

    private readonly RemoteOptions _options;
    private readonly int _checkEvery;
    private readonly BatchWriter _batch;
    private readonly List<OutboundItem> _inFlight = []; // encoded, and not known to be written
    private readonly OutboundTables _tables;
    private MessageCodec? _lastCodec;
    private LinkRefTranslator? _refs;
    private int _meanBytes = 256; // any thread reads
    private bool _full;           // any thread reads
    private TaskCompletionSource? _room;
    private int _purge;           // any thread
    private long _taken;          // items consumed, ever
    private long _discardBefore;  // any thread: items claimed before that are for no session to come
    private Queue<OutboundItem>? _aside; // before all that is in the queue
    private int _discards;        // any thread
    private int _discardsDone;
    private int _asideCount;      // any thread reads

    internal DataPump(Peer peer)
        : base(peer, peer.Node.Options.MaxMessageBytes + peer.Node.Options.BatchBytes + peer.Node.Options.ChunkBytes + ChunkView.OverheadBytes)
    {
        _options = peer.Node.Options;
        _checkEvery = Math.Clamp(_options.OutboundLimitMessages / 4, 1, MaxCheckInterval);
        _batch = new BatchWriter(Buffer);
        _tables = new OutboundTables(peer.Node, _batch);
    }

    internal override long Waiting => Queue.Count + Volatile.Read(ref _asideCount) + Volatile.Read(ref _heldCount);

    /// <summary>Any thread.</summary>
    internal void Tell(RemoteTarget target, object message, ActorRef? sender)
    {
        if (TryTell(target, message, sender, default) is not { } refused) return;
        if (refused == DeadLetterReason.PeerDead) Drop(new OutboundItem { Kind = OutboundKind.Tell, Target = target, Message = message, Sender = sender }, refused);
        else Peer.DeadLetter(target, message, sender, refused);
    }

    /// <summary>Why the message is not taken; null if it is. Publishes nothing. Any thread, also under the caller's locks.</summary>
    internal DeadLetterReason? TryTell(RemoteTarget target, object message, ActorRef? sender, RouteStamp stamp)
    {
        if (Volatile.Read(ref _full)) return DeadLetterReason.OutboundFull;
        if (Peer.IsDead(target.Incarnation)) return DeadLetterReason.PeerDead;
        Add(new OutboundItem { Kind = OutboundKind.Tell, Target = target, Message = message, Sender = sender, Hops = stamp.Hops, Number = stamp.Epoch, Incarnation = target.Incarnation });
        return null;
    }

    /// <summary>Any thread.</summary>
    internal void Reply(IRemoteAskRef ask, object reply) =>
        Answer(new OutboundItem { Kind = OutboundKind.Reply, Number = ask.Number, Message = reply, Incarnation = ask.Incarnation });

    /// <summary>Any thread.</summary>
    internal void Fail(IRemoteAskRef ask, AskFailure failure) =>
        Answer(new OutboundItem { Kind = OutboundKind.Failure, Number = ask.Number, Failure = (int)failure, Incarnation = ask.Incarnation });

    /// <summary>What waits now is for no session to come. Any thread.</summary>
    internal void DiscardWaiting()
    {
        Volatile.Write(ref _discardBefore, Queue.Claimed);
        Interlocked.Increment(ref _discards);
        Purge();
    }

    /// <summary>Takes out what is for a life of the peer that is over, also while there is no session. Any thread.</summary>
    internal void Purge()
    {
        Volatile.Write(ref _purge, 1);
        Wake();
    }

    /// <summary>Completes when all that was told before has been written, or lost. Any thread.</summary>
    internal Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new OutboundItem { Kind = OutboundKind.Flush, Message = written });
        return written.Task;
    }

    /// <summary>Tells that life of the peer, in order with the messages, which placement epoch this node has read. Any thread.</summary>
    internal void Pulse(ulong epoch, ulong incarnation)
    {
        if (!Peer.IsDead(incarnation)) Enqueue(new OutboundItem { Kind = OutboundKind.Pulse, Number = epoch, Incarnation = incarnation });
    }

    /// <summary>Completes at once while there is room. Any thread.</summary>
    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        return Volatile.Read(ref _full) ? new ValueTask(WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _full))
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var room = Interlocked.CompareExchange(ref _room, made, null) ?? made;
            CheckRoom();
            // The pump, or another waiter, may have made room before it could see the source.
            if (!Volatile.Read(ref _full)) Interlocked.Exchange(ref _room, null)?.TrySetResult();
            await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Add(in OutboundItem item)
    {
        Enqueue(item);
        if (Volatile.Read(ref _full) || Queue.Claimed % _checkEvery != 0 || !IsOver(halves: 2)) return;
        Volatile.Write(ref _full, true);
        Wake(); // the pump may have drained the queue before it could see the mark, and must take it away again
    }

    /// <summary>Replies may go as far again beyond the bound, so that a flood of tells does not end the asks at once.</summary>
    private void Answer(in OutboundItem item)
    {
        if (Volatile.Read(ref _full) && IsOver(halves: 4)) Drop(item, DeadLetterReason.OutboundFull);
        else Add(item);
    }

    private bool IsOver(int halves)
    {
        long waiting = Waiting;
        return waiting * 2 > (long)_options.OutboundLimitMessages * halves || ((waiting * Volatile.Read(ref _meanBytes)) + Volatile.Read(ref _largeBytes)) * 2 > _options.OutboundLimitBytes * halves;
    }

    /// <summary>Lets tellers go on once half of the bound is free.</summary>
    private void CheckRoom()
    {
        if (!Volatile.Read(ref _full) || IsOver(halves: 1)) return;
        Volatile.Write(ref _full, false);
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }

    private protected override bool HasAside => _aside is not null || HoldsBack;

    private protected override ILinkStream StreamOf(Session session) => session.Data;

    private protected override void OnBound(Session session)
    {
        AbandonLarge();
        _refs = new LinkRefTranslator(Peer, session.Incarnation);
        _tables.Begin();
    }

    private protected override bool OnUnbound()
    {
        AbandonLarge();
        var closed = Peer.ClosedReason;
        bool purge = Interlocked.Exchange(ref _purge, 0) != 0;
        var keep = purge && closed is null ? new Queue<OutboundItem>() : null;
        int discards = Volatile.Read(ref _discards);
        bool discardAside = discards != _discardsDone;
        while (TryPeek(out var item))
        {
            bool isOver = (discardAside && _aside is not null) || closed is not null || _taken < Volatile.Read(ref _discardBefore) || Peer.IsDead(item.Incarnation);
            if (!isOver && keep is null) break;
            Take();
            if (isOver) Drop(item, closed ?? DeadLetterReason.PeerDead);
            else keep!.Enqueue(item);
        }

        _discardsDone = discards;
        // What was looked through stays before what has come since: putting it back behind would change the order.
        if (keep is { Count: > 0 }) _aside = keep;
        Volatile.Write(ref _asideCount, _aside?.Count ?? 0);
        CheckRoom();
        if (Waiting == 0) return false;
        if (closed is not null || _taken < Volatile.Read(ref _discardBefore)) return true;
        Peer.EnsureConnected();
        return false;
    }

    private bool TryPeek(out OutboundItem item)
    {
        if (_aside is not null) return _aside.TryPeek(out item);
        ref var head = ref Queue.Peek(this);
        if (Unsafe.IsNullRef(ref head))
        {
            item = default;
            return false;
        }

        item = head;
        return true;
    }

    private void Take()
    {
        if (_aside is not null)
        {
            _aside.Dequeue();
            if (_aside.Count == 0) _aside = null;
            Volatile.Write(ref _asideCount, _aside?.Count ?? 0);
            return;
        }

        Queue.Advance(ref Queue.Peek(this));
        _taken++;
    }

    private protected override void Encode(Session session)
    {
        CheckRoom();
        if (HoldsBack) WriteChunk(session);
        else if (TryPeek(out var first) && first.Kind == OutboundKind.Pulse)
        {
            Take();
            if (first.Incarnation == session.Incarnation) FrameWriter.WritePing(Buffer, 0, first.Number);
            return;
        }

        bool wasReset = _tables.MustReset;
        _batch.Begin(wasReset);
        int emptyBytes = _batch.FrameBytes;
        _tables.OnResetWritten();
        bool goOn = !HoldsBack || EncodeHeldBack(session);
        while (goOn && _batch.FrameBytes < _options.BatchBytes)
        {
            if (_aside is not null)
            {
                if (!TryEncode(session, _aside.Peek(), alone: _batch.Envelopes == 0)) break;
                Take();
                continue;
            }

            ref var item = ref Queue.Peek(this);
            if (Unsafe.IsNullRef(ref item)) break;
            if (!TryEncode(session, item, alone: _batch.Envelopes == 0)) break;
            Queue.Advance(ref item);
            _taken++;
        }

        if (_batch.Envelopes > 0)
        {
            int bytes = _batch.End();
            int mean = bytes / _batch.Envelopes; // grows at once, so that a flood of large messages is bounded soon
            Volatile.Write(ref _meanBytes, Math.Max(Math.Max(32, mean), ((_meanBytes * 7) + mean) / 8));
            return;
        }

        bool hadDefinitions = _batch.FrameBytes > emptyBytes;
        _batch.Cancel();
        if (wasReset || hadDefinitions) _tables.Reset(); // the peer does not get to know of them
        if (_inFlight.Count > 0) OnWritten(); // flushes with nothing before them
    }

    /// <summary>False if the item must wait for the next batch.</summary>
    private bool TryEncode(Session session, in OutboundItem item, bool alone)
    {
        if (HoldsBack && MustStayBehind(item, out bool deferred)) return deferred;
        return TryEncodeNow(session, item, alone);
    }

    /// <summary>As <see cref="TryEncode"/>, of what need not stay behind anything that is held back.</summary>
    private bool TryEncodeNow(Session session, in OutboundItem item, bool alone)
    {
        if (item.Kind == OutboundKind.Pulse) return false; // a frame of its own
        if (item.Kind == OutboundKind.Flush)
        {
            _inFlight.Add(item);
            return true;
        }

        if ((item.Incarnation != 0 && item.Incarnation != session.Incarnation) || (_aside is null && _taken < Volatile.Read(ref _discardBefore)))
        {
            Drop(item, DeadLetterReason.PeerDead);
            return true;
        }

        bool open = false;
        try
        {
            var codec = item.Message is null ? null : CodecOf(item.Message.GetType());
            if (!_tables.HasRoom(session.MaxTableEntries)) return false;
            var header = HeaderOf(item, codec);
            _batch.BeginEnvelope(header);
            open = true;
            if (codec is not null)
            {
                int before = Buffer.Length;
                var writer = new MessagePackWriter(Buffer, _refs);
                codec.WriteObject(ref writer, item.Message!);
                if (session.MaxMessageBytes > 0 && Buffer.Length - before > Math.Min(session.MaxMessageBytes, Math.Min(_options.ChunkBytes, session.MaxFrameBytes / 2)))
                {
                    HoldBack(item, Buffer.WrittenSpan[before..], session.MaxMessageBytes);
                    _batch.AbortEnvelope();
                    return true;
                }
            }

            if (_batch.FrameBytes + EnvelopeSlack > session.MaxFrameBytes) throw new FrameTooLargeException(_batch.FrameBytes + EnvelopeSlack, session.MaxFrameBytes);
            _batch.EndEnvelope();
            _inFlight.Add(item);
        }
        catch (FrameTooLargeException) when (!alone)
        {
            if (open) _batch.AbortEnvelope();
            return false; // again, in a batch of its own
        }
        catch (Exception error)
        {
            if (open) _batch.AbortEnvelope();
            if (error is not FrameTooLargeException && Peer.Node.Quiet.IsNews($"unserializable {item.Message?.GetType()}")) RemoteLog.NotSerializable(Peer.Node.Log, error, item.Message?.GetType().Name ?? "", Peer.Endpoint);
            if (error is FrameTooLargeException large) OnTooLarge(item, large, session.MaxMessageBytes);
            Drop(item, error is FrameTooLargeException ? DeadLetterReason.TooLarge : DeadLetterReason.NotSerializable);
        }

        return true;
    }

    private EnvelopeHeader HeaderOf(in OutboundItem item, MessageCodec? codec) => new()
    {
        Target = item.Kind == OutboundKind.Tell ? _tables.TargetId(item.Target!) : 0,
        Type = codec is null ? 0 : _tables.TypeId(codec),
        Sender = item.Sender is null or (IAskRef and not IRemoteAskRef) ? 0 : _tables.SenderId(item.Sender),
        Ask = item.Sender is IAskRef ask and not IRemoteAskRef ? ask.Number : 0,
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
            if (item.Kind == OutboundKind.Flush) ((TaskCompletionSource)item.Message!).TrySetResult();
        }

        _inFlight.Clear();
        CheckRoom();
    }

    private protected override void OnLost()
    {
        foreach (var item in _inFlight) Drop(item, DeadLetterReason.LinkLost);
        _inFlight.Clear();
        CheckRoom();
    }

    private void Drop(in OutboundItem item, DeadLetterReason reason)
    {
        switch (item.Kind)
        {
            case OutboundKind.Flush:
                ((TaskCompletionSource)item.Message!).TrySetResult();
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
                if (item.Kind == OutboundKind.Reply && reason is (DeadLetterReason.NotSerializable or DeadLetterReason.TooLarge))
                    Add(new OutboundItem { Kind = OutboundKind.Failure, Number = item.Number, Failure = (int)AskFailure.UnknownMessage, Incarnation = item.Incarnation });
                break;
        }
    }
}
