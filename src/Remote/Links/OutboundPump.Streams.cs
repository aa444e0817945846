using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <content>
/// Several data streams: this pump stays the one place where all comes in, and gives each message to the pump of the
/// stream that its lane names. When the session ends it asks all of them for what they have not sent, and begins with the
/// next session once it has that back, in front of what has come since: so no message overtakes another of its lane,
/// however many streams the next session has.
/// </content>
internal sealed partial class OutboundPump
{
    /// <summary>Most data streams that a link may have.</summary>
    internal const int MaxStreams = 16;

    private const int MessagesPerRound = 64;

    private StreamPump[] _streams = []; // any thread reads; longer ones replace it
    private int _spread = 1;            // any thread reads: data streams of the session that is written to
    private int _lent;                  // any thread: pumps that have not given back
    private bool _mustMerge;

    internal override long Waiting
    {
        get
        {
            long waiting = base.Waiting;
            foreach (var stream in Volatile.Read(ref _streams)) waiting += stream.Waiting;
            return waiting;
        }
    }

    /// <summary>A pump has nothing of the last session any more. Any thread.</summary>
    internal void OnGivenBack()
    {
        if (Interlocked.Decrement(ref _lent) == 0) Wake();
    }

    private protected override void OnBound(Session session)
    {
        base.OnBound(session);
        int count = session.DataStreams;
        if (count == 1) return;
        if (_streams.Length < count)
        {
            var more = new StreamPump[count];
            for (int i = 0; i < count; i++) more[i] = i < _streams.Length ? _streams[i] : new StreamPump(this, i);
            Volatile.Write(ref _streams, more);
        }

        Volatile.Write(ref _spread, count);
        foreach (var stream in _streams.AsSpan(0, count))
        {
            stream.Attach(session);
            if (!IsWanted(session)) stream.Detach(session); // it was detached before it was attached
        }
    }

    private protected override void OnLeft(Session session)
    {
        int count = session.DataStreams;
        if (count == 1) return;
        Volatile.Write(ref _lent, count);
        _mustMerge = true;
        Volatile.Write(ref _spread, 1);
        foreach (var stream in _streams.AsSpan(0, count))
        {
            stream.Detach(session);
            stream.Recall();
        }
    }

    private protected override bool IsSettled()
    {
        if (Volatile.Read(ref _lent) > 0) return false;
        if (_mustMerge) Merge();
        return true;
    }

    private protected override void Encode(Session session)
    {
        if (session.DataStreams == 1) base.Encode(session);
        else Spread(session);
    }

    private void Spread(Session session)
    {
        CheckRoom();
        for (int i = 0; i < MessagesPerRound && TrySpreadNext(session); i++)
        {
        }

        if (!IsAnyFull) return;
        Interlocked.MemoryBarrier(); // a stream may have written what was given to it before it could see that it was taken from here
        CheckRoom();
    }

    private bool TrySpreadNext(Session session)
    {
        if (Aside is not null)
        {
            Give(session, Aside.Peek());
            Take();
            return true;
        }

        if (Queue.Cursor is not { } cursor) return false;
        ref var item = ref cursor.Peek(this);
        if (Unsafe.IsNullRef(ref item) || !IsWanted(session)) return false; // what was told after the session's end is the next one's
        bool isSampled = IsSampled(Taken + 1);
        if (Taken < Volatile.Read(ref DiscardBefore)) DropWaiting(item, DeadLetterReason.PeerDead);
        else Give(session, item, isSampled);
        Pass(cursor, ref item);
        return true;
    }

    private void Give(Session session, in OutboundItem item, bool isSampled = false)
    {
        var streams = _streams.AsSpan(0, session.DataStreams);
        if (item.Kind is not (OutboundKind.Flush or OutboundKind.Pulse))
        {
            if (item.Weight > 0) ChangeHeavy(-item.Weight);
            var stream = streams[item.Lane % streams.Length];
            if (isSampled) LendSample(stream);
            stream.Add(item);
            return;
        }

        var part = item with { Message = new StreamBarrier(item, streams.Length) }; // behind all that was told before, on each
        foreach (var each in streams) each.Add(part);
    }

    /// <summary>Puts what came back in front. Messages of a lane were all on one stream, so one stream's after the other's keeps their order.</summary>
    private void Merge()
    {
        _mustMerge = false;
        var rest = new Queue<OutboundItem>();
        List<StreamBarrier> left = []; // the slowest stream's: each has passed them in their order, as far as it got
        foreach (var stream in _streams)
        {
            var barriers = new List<StreamBarrier>();
            foreach (var item in stream.TakeBack())
            {
                if (item.Message is StreamBarrier barrier)
                {
                    barriers.Add(barrier);
                    continue;
                }

                if (item.Weight > 0) ChangeHeavy(item.Weight);
                PutBack(rest, item);
            }

            if (barriers.Count > left.Count) left = barriers;
        }

        foreach (var barrier in left) rest.Enqueue(barrier.Item); // as one again, even if some streams have passed it
        foreach (var item in Aside ?? []) rest.Enqueue(item);
        SetAside(rest);
        Volatile.Write(ref _purge, 1); // some may be for a life that has ended meanwhile
    }
}
