namespace Actors.Remote;

/// <summary>Writes to one of several data streams what the peer's <see cref="OutboundPump"/> gives it, for one session after the other.</summary>
internal sealed class StreamPump(OutboundPump outbound, int index) : DataPump(outbound.Peer)
{
    private Queue<OutboundItem> _left = new(); // of a session that is over
    private int _leftCount;                    // any thread reads
    private bool _isRecalled;                  // written by the outbound pump's turn, and then by this one's
    private long _sampleEnd;                   // the place after the timed message; 0: none is timed

    internal override long Waiting => base.Waiting + Volatile.Read(ref _leftCount);

    /// <summary>What that many messages take. Any thread.</summary>
    internal long BytesOf(long messages) => (messages * MeanBytes) + HeavyBytes;

    /// <summary>Called by the outbound pump's turn only.</summary>
    internal void Add(in OutboundItem item)
    {
        if (item.Weight > 0) ChangeHeavy(item.Weight);
        Enqueue(item);
    }

    /// <summary>What is added next is timed; <see cref="OutboundPump.FinishSample"/> is told when it has gone. As <see cref="Add"/>.</summary>
    internal void BeginSample() => Volatile.Write(ref _sampleEnd, Queue.Claimed + 1);

    /// <summary>The session is over: what is not sent goes back, and <see cref="OutboundPump.OnGivenBack"/> is told. As <see cref="Add"/>.</summary>
    internal void Recall()
    {
        Volatile.Write(ref _isRecalled, true); // no item: nothing waits in it, for which the peer would be dialled
        Wake();
    }

    /// <summary>After that: what was not sent, in order. As <see cref="Add"/>.</summary>
    internal Queue<OutboundItem> TakeBack()
    {
        var left = _left;
        _left = new Queue<OutboundItem>();
        Volatile.Write(ref _leftCount, 0);
        if (_sampleEnd > 0) outbound.ForgetSample();
        _sampleEnd = 0;
        return left;
    }

    internal override void CheckRoom() => outbound.CheckRoom();

    private protected override ILinkStream StreamOf(Session session) => session.Data(index);

    private protected override void EndSample()
    {
        if (Volatile.Read(ref _sampleEnd) is not (> 0 and var end) || Taken < end) return;
        _sampleEnd = 0;
        outbound.FinishSample();
    }

    private protected override bool OnUnbound()
    {
        bool isRecalled = Volatile.Read(ref _isRecalled); // then all that was added before can be read
        AbandonLarge();
        while (TryPeek(out var item))
        {
            Take();
            if (item.Weight > 0) ChangeHeavy(-item.Weight);
            _left.Enqueue(item);
            Volatile.Write(ref _leftCount, _left.Count);
        }

        if (!isRecalled) return Queue.Count > 0; // one that cannot be read yet
        Volatile.Write(ref _isRecalled, false);
        outbound.OnGivenBack();
        return false; // what comes now is for the next session, which wakes the pump
    }
}
