namespace Actors.Remote;

/// <summary>
/// Replies to the asks of a member, apart from what it is told: on a stream that is always read. Behind messages that the
/// other side does not read on, an actor there that asks back would never get the answer that lets it go on.
/// Peers whose sessions have one stream for all have none of these: two pumps would number the paths each in its own way.
/// </summary>
internal sealed class ReplyPump(Peer peer) : DataPump(peer)
{
    private const int SampleOneIn = 64;

    private readonly RemoteOptions _options = peer.Node.Options;
    private int _purge; // any thread

    /// <summary>Replies have a bound of their own, as large as that for all else. Any thread.</summary>
    internal void Add(OutboundItem item)
    {
        if (item.Kind == OutboundKind.Reply) item.Weight = WeightOfReply(item.Message!);
        if (Waiting > _options.OutboundLimitMessages || (Waiting * MeanBytes) + HeavyBytes > _options.OutboundLimitBytes)
        {
            Drop(item, DeadLetterReason.OutboundFull);
            return;
        }

        if (item.Weight > 0) ChangeHeavy(item.Weight);
        Enqueue(item);
        if (item.Weight == 0 && Queue.Claimed % SampleOneIn == 0) Sample(item); // light ones may have become heavy while nothing is sent
    }

    /// <summary>Completes when all that was added before has been written, or lost. Any thread.</summary>
    internal Task FlushAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new OutboundItem { Kind = OutboundKind.Flush, Message = written });
        return written.Task;
    }

    /// <summary>Takes out what is for a life of the peer that is over, or all if nothing is sent any more. Any thread.</summary>
    internal void Purge()
    {
        Volatile.Write(ref _purge, 1);
        Wake();
    }

    private protected override ILinkStream StreamOf(Session session) => session.Replies;

    internal override void CheckRoom()
    {
        // nobody waits for room: who replies cannot
    }

    private protected override bool OnUnbound()
    {
        AbandonLarge();
        var closed = Peer.ClosedReason;
        var keep = Interlocked.Exchange(ref _purge, 0) != 0 && closed is null ? new Queue<OutboundItem>() : null;
        while (TryPeek(out var item))
        {
            bool isOver = closed is not null || Peer.IsDead(item.Incarnation); // also what has come since the purge: nobody must be dialled for it
            if (!isOver && keep is null) break;
            Take();
            if (isOver) DropWaiting(item, closed ?? DeadLetterReason.PeerDead);
            else keep!.Enqueue(item);
        }

        bool isUnread = Aside is null && Queue.Count > 0 && !TryPeek(out _); // whoever has claimed its place wakes nobody
        if (keep is not null) SetAside(keep);
        if (Waiting == 0) return false;
        if (closed is not null || isUnread) return true;
        Peer.EnsureConnected();
        return false;
    }
}
