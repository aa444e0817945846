namespace Actors.Remote;

/// <content>
/// How long messages wait, while somebody listens: one at a time is timed, by its place in the queue, so that items are no
/// bigger for it. With several data streams its place in the queue of the one it is given to counts then.
/// </content>
internal sealed partial class OutboundPump
{
    private long _sampleEnd;     // any thread; the place after the timed message; 0: none is timed, -1: one is about to be
    private long _sampleToldAt;  // of whoever has set _sampleEnd to -1, then the turn's

    /// <summary>Before a message is queued: it, or one that is told at the same moment. Any thread.</summary>
    private void BeginSample()
    {
        if (Interlocked.CompareExchange(ref _sampleEnd, -1, 0) != 0) return;
        _sampleToldAt = Peer.Node.Time.GetTimestamp();
        Volatile.Write(ref _sampleEnd, Queue.Claimed + 1);
    }

    /// <summary>What was taken from the queue has been written, or is lost.</summary>
    private protected override void EndSample()
    {
        if (IsSampled(Taken)) FinishSample();
    }

    /// <summary>The stream's next message is the timed one, and the stream says when it has gone.</summary>
    private void LendSample(StreamPump stream)
    {
        Volatile.Write(ref _sampleEnd, long.MaxValue);
        stream.BeginSample();
    }

    /// <summary>The timed message has been written by the stream that it was given to. Of one turn at a time.</summary>
    internal void FinishSample()
    {
        if (RemoteMetrics.TimesQueues) RemoteMetrics.OnQueued(Peer, _sampleToldAt);
        ForgetSample();
    }

    /// <summary>It has come back unwritten.</summary>
    internal void ForgetSample() => Volatile.Write(ref _sampleEnd, 0);

    private bool IsSampled(long place) => Volatile.Read(ref _sampleEnd) is > 0 and var end && place >= end;
}
