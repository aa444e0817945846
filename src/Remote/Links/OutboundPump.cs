using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// All that waits to be told to one peer, in the order it was told, and within its bound. Survives sessions. Writes to the
/// present one's data stream, or gives what waits to the pumps of its several ones.
/// </summary>
internal sealed partial class OutboundPump : DataPump
{
    private readonly ReplyPump? _replies; // null: one side is a client, and sessions have one stream for all (Session.HasOneStream)
    private int _purge;           // any thread
    private Discard? _discard;    // any thread
    private Discard? _discarded;

    internal OutboundPump(Peer peer)
        : base(peer)
    {
        _options = peer.Node.Options;
        _replies = peer.IsClient || peer.Node.DialsAsClient ? null : new ReplyPump(peer);
        _lanes = _options.DataStreams;
        _checkEvery = Math.Clamp(_options.OutboundLimitMessages / _lanes / 4, 1, MaxCheckInterval);
        _rooms = new TaskCompletionSource?[_lanes];
        if (_lanes == 1) return;
        _told = new long[_lanes];
        TakenOfLane = new long[_lanes];
    }

    /// <summary>All that waits, replies too. Any thread.</summary>
    internal long AllWaiting => Waiting + (_replies?.Waiting ?? 0);

    internal override void Attach(Session session)
    {
        base.Attach(session);
        _replies?.Attach(session);
    }

    internal override void Detach(Session session)
    {
        base.Detach(session);
        _replies?.Detach(session);
        foreach (var stream in Volatile.Read(ref _streams)) stream.Detach(session);
    }

    private protected override ILinkStream StreamOf(Session session) => session.Data(0);

    /// <summary>False: there is no room, and nothing has been done with the message. What is for a dead peer is a dead letter by then. Any thread.</summary>
    internal bool Tell(RemoteTarget target, object message, ActorRef? sender)
    {
        var refused = TryTell(target, message, sender, default);
        if (refused == DeadLetterReason.PeerDead) Drop(new OutboundItem { Kind = OutboundKind.Tell, Target = target, Message = message, Sender = sender }, DeadLetterReason.PeerDead);
        return refused != DeadLetterReason.OutboundFull;
    }

    /// <summary>Why the message is not taken; null if it is. Publishes nothing. Any thread, also under the caller's locks.</summary>
    internal DeadLetterReason? TryTell(RemoteTarget target, object message, ActorRef? sender, RouteStamp stamp)
    {
        if (IsFull(target.Lane)) return DeadLetterReason.OutboundFull;
        if (Peer.IsDead(target.Incarnation)) return DeadLetterReason.PeerDead;
        Add(new OutboundItem { Kind = OutboundKind.Tell, Target = target, Message = message, Sender = ActorMetrics.Activities.HasListeners() ? RemoteTrace.Stamp(sender) : sender, Hops = (ushort)Math.Min(stamp.Hops, ushort.MaxValue), Number = stamp.Epoch, Incarnation = target.Incarnation, Weight = target.Size.IsLight ? 0 : WeightOf(ref target.Size, message) });
        return null;
    }

    /// <summary>Any thread.</summary>
    internal void Reply(IRemoteAskRef ask, object reply) =>
        Answer(new OutboundItem { Kind = OutboundKind.Reply, Number = ask.Number, Message = reply, Incarnation = ask.Incarnation });

    /// <summary>Any thread.</summary>
    internal void Fail(IRemoteAskRef ask, Exception error) =>
        Answer(new OutboundItem { Kind = OutboundKind.Failure, Number = ask.Number, Failure = (byte)ReplyFailure.Of(error), Message = error as FrameTooLargeException, Incarnation = ask.Incarnation });

    internal void Fail(ulong ask, FrameTooLargeException error, ulong incarnation) =>
        Answer(new OutboundItem { Kind = OutboundKind.Failure, Number = ask, Failure = (byte)AskFailure.TooLarge, Message = error, Incarnation = incarnation });

    internal void Fail(ulong ask, AskFailure failure, ulong incarnation) =>
        Answer(new OutboundItem { Kind = OutboundKind.Failure, Number = ask, Failure = (byte)failure, Incarnation = incarnation });

    /// <summary>What waits now is for no session to come. Any thread.</summary>
    internal void DiscardWaiting()
    {
        var discard = new Discard(Queue.Claimed);
        Volatile.Write(ref _discard, discard); // at once: a turn that knew only half of it would take what is told afterwards for older
        Volatile.Write(ref DiscardBefore, discard.Before);
        Purge();
    }

    /// <summary>Takes out what is for a life of the peer that is over, also while there is no session. Any thread.</summary>
    internal void Purge()
    {
        Volatile.Write(ref _purge, 1);
        Wake();
        _replies?.Purge();
    }

    /// <summary>Completes when all that was told before has been written, or lost. Any thread.</summary>
    internal Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new OutboundItem { Kind = OutboundKind.Flush, Message = written });
        return _replies is null ? written.Task : Task.WhenAll(written.Task, _replies.FlushAsync());
    }

    /// <summary>Tells that life of the peer, in order with the messages, which placement epoch this node has read. Any thread.</summary>
    internal void Pulse(ulong epoch, ulong incarnation)
    {
        if (!Peer.IsDead(incarnation)) Enqueue(new OutboundItem { Kind = OutboundKind.Pulse, Number = epoch, Incarnation = incarnation });
    }

    private protected override bool OnUnbound()
    {
        if (!IsSettled()) return false; // what comes back wakes the pump
        AbandonLarge();
        var closed = Peer.ClosedReason;
        bool purge = Interlocked.Exchange(ref _purge, 0) != 0;
        var keep = purge && closed is null ? new Queue<OutboundItem>() : null;
        var discard = Volatile.Read(ref _discard);
        bool discardAside = !ReferenceEquals(discard, _discarded);
        while (TryPeek(out var item))
        {
            bool isOver = (discardAside && Aside is not null) || closed is not null || Taken < discard?.Before || Peer.IsDead(item.Incarnation);
            if (!isOver && keep is null) break;
            Take();
            if (isOver) DropWaiting(item, closed ?? DeadLetterReason.PeerDead);
            else PutBack(keep!, item);
        }

        bool isUnread = Aside is null && Queue.Count > 0 && !TryPeek(out _); // whoever has claimed its place wakes nobody
        _discarded = discard;
        // What was looked through stays before what has come since: putting it back behind would change the order.
        if (keep is not null) SetAside(keep);
        CheckRoom();
        if (Waiting == 0) return false;
        if (closed is not null || isUnread || !ReferenceEquals(Volatile.Read(ref _discard), discard)) return true;
        Peer.EnsureConnected();
        return false;
    }

    /// <summary>What had been claimed before that, and all that was aside, is for no session to come.</summary>
    private sealed record Discard(long Before);
}
