namespace Actors.Remote;

/// <content>
/// How long messages wait, while somebody listens: one at a time is timed, by its place in the queue, so that items are no
/// bigger for it.
/// </content>
internal sealed partial class OutboundPump
{
    private long _sampleEnd;     // any thread; the place after the timed message; 0: none is timed, -1: one is about to be
    private long _sampleToldAt;  // of whoever has set _sampleEnd to -1, then the turn's

    /// <summary>After a message has been queued. Any thread.</summary>
    private void BeginSample()
    {
        if (Interlocked.CompareExchange(ref _sampleEnd, -1, 0) != 0) return;
        _sampleToldAt = Peer.Node.Time.GetTimestamp();
        Volatile.Write(ref _sampleEnd, Math.Max(1, Queue.Claimed));
    }

    /// <summary>What was taken from the queue has been written, or is lost.</summary>
    private protected override void EndSample()
    {
        long end = Volatile.Read(ref _sampleEnd);
        if (end <= 0 || Taken < end) return;
        if (RemoteMetrics.TimesQueues) RemoteMetrics.OnQueued(Peer, _sampleToldAt);
        Volatile.Write(ref _sampleEnd, 0);
    }
}
