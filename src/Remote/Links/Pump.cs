namespace Actors.Remote;

/// <summary>
/// Writes what is queued for a peer to the session's stream: natural batching, one writer, no thread blocked. A runnable
/// like an actor's cell, so an actor's send and the write behind it share a thread. Survives sessions: without one, items
/// wait. Fields are the turn's own unless they say otherwise.
/// </summary>
internal abstract class Pump<TItem> : Runnable
{
    private const int WritesPerTurn = 16;

    /// <summary>What an idle pump keeps of its buffer: enough for batches, while one large message could leave megabytes with each peer.</summary>
    internal const int KeptBytes = 256 * 1024;

    private readonly Dispatcher _dispatcher;
    private readonly Action _onWritten;
    private protected MpscQueue<TItem> Queue;
#pragma warning disable CA1823, CS0169, IDE0051 // what follows in derived classes is read with each item, and others write the queue with each
    private readonly CacheLine _apart;
#pragma warning restore CA1823, CS0169, IDE0051
    private Session? _wanted; // any thread
    private ValueTask _write;
    private bool _writing;

    private protected Pump(Peer peer, int bufferBytes = 0)
    {
        Peer = peer;
        _dispatcher = peer.Node.System.Dispatcher;
        _onWritten = () => _dispatcher.Schedule(this);
        Buffer = new WireBuffer(512, Math.Max(bufferBytes, peer.Node.Options.MaxFrameBytes) + FrameReader.PrefixBytes);
    }

    internal Peer Peer { get; }

    private protected WireBuffer Buffer { get; private set; }

    /// <summary>The session being written to.</summary>
    private protected Session? Bound { get; private set; }

    /// <summary>What the buffer holds on to, as last seen. Any thread.</summary>
    internal int BufferBytes => Buffer.Capacity;

    /// <summary>Items that wait. Any thread.</summary>
    internal virtual long Waiting => Queue.Count;

    /// <summary>From here on, write to <paramref name="session"/>. Any thread.</summary>
    internal virtual void Attach(Session session)
    {
        Volatile.Write(ref _wanted, session);
        Wake();
    }

    /// <summary>The session has ended. Any thread.</summary>
    internal virtual void Detach(Session session)
    {
        Interlocked.CompareExchange(ref _wanted, null, session);
        Wake();
    }

    /// <summary>Whether this pump has been given that session and not been taken from it. Any thread.</summary>
    private protected bool IsWanted(Session session) => ReferenceEquals(Volatile.Read(ref _wanted), session);

    /// <summary>There is something to look at beside the items. Any thread.</summary>
    internal void Wake()
    {
        if (Queue.Signal()) _dispatcher.Schedule(this);
    }

    /// <summary>Any thread.</summary>
    private protected void Enqueue(in TItem item)
    {
        if (Queue.Enqueue(this, item)) _dispatcher.Schedule(this);
    }

    /// <summary>The stream of <paramref name="session"/> that this pump writes to.</summary>
    private protected abstract ILinkStream StreamOf(Session session);

    /// <summary>A new session: nothing that was agreed on the old stream holds.</summary>
    private protected abstract void OnBound(Session session);

    /// <summary>The session is not written to any more.</summary>
    private protected virtual void OnLeft(Session session)
    {
    }

    /// <summary>False while something of the last session's must come back before another can begin; that wakes the pump.</summary>
    private protected virtual bool IsSettled() => true;

    /// <summary>Called while there is no session; may discard items. True: look again soon, an item that is to be discarded is not readable yet.</summary>
    private protected abstract bool OnUnbound();

    /// <summary>Items wait that the queue does not know of.</summary>
    private protected virtual bool HasAside => false;

    /// <summary>Encodes what waits until the buffer is full enough or nothing waits.</summary>
    private protected abstract void Encode(Session session);

    /// <summary>What <see cref="Encode"/> wrote has been taken by the transport.</summary>
    private protected abstract void OnWritten();

    /// <summary>What <see cref="Encode"/> wrote may be lost.</summary>
    private protected abstract void OnLost();

    internal override bool Run()
    {
        try
        {
            return RunTurn();
        }
        catch (Exception error) // a defect, or a frame that fits no buffer: it costs the session, not the process
        {
            Buffer.Truncate(0);
            OnLost();
            if (Peer.Node.IsNews($"cannot write {Peer.Endpoint} {error.Message}", Peer.Endpoint)) RemoteLog.CannotWrite(Peer.Node.Log, error, Peer.Endpoint);
            LeaveBroken($"writing failed: {error.Message}");
            return true;
        }
    }

    private bool RunTurn()
    {
        if (_writing) EndWrite();
        int writes = WritesPerTurn;
        while (true)
        {
            Queue.ClearSignal();
            var wanted = Volatile.Read(ref _wanted);
            if (!ReferenceEquals(wanted, Bound))
            {
                if (Bound is { } left)
                {
                    Bound = null;
                    OnLeft(left);
                }

                if (wanted is not null && IsSettled())
                {
                    Bound = wanted;
                    OnBound(wanted);
                }
            }

            if (Bound is not { } session)
            {
                long seen = Queue.Claimed;
                if (OnUnbound()) return true;
                Buffer.Trim(Peer.IsDisposed ? 0 : KeptBytes);
                if (!Queue.TryGoIdleWithItems()) continue;
                // An item that came after OnUnbound had looked found the pump scheduled and woke nobody.
                if (Queue.Claimed != seen) Wake();
                return false;
            }

            Encode(session);
            if (Buffer.Length > 0)
            {
                if (!TryWrite(session)) return false; // the write's end schedules the pump again
                if (--writes == 0) return true;
                continue;
            }

            Buffer.Trim(KeptBytes);
            if (!HasAside && Queue.TryGoIdle()) return false;
            if (--writes == 0) return true; // woken, or a producer has claimed a slot and not filled it yet
        }
    }

    /// <summary>False if the write goes on: then another thread may be running the pump already.</summary>
    private bool TryWrite(Session session)
    {
        if (RemoteMetrics.CountsTraffic) LinkTraffic.Sent(Peer.Node.System, Buffer.WrittenSpan);
#pragma warning disable CA2012 // consumed once, in EndWrite
        try
        {
            _write = StreamOf(session).WriteAsync(Buffer.WrittenMemory, CancellationToken.None);
        }
        catch (Exception error)
        {
            _write = ValueTask.FromException(error);
        }
#pragma warning restore CA2012

        _writing = true;
        if (_write.IsCompleted)
        {
            EndWrite();
            return true;
        }

        _write.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onWritten);
        return false;
    }

    private void EndWrite()
    {
        _writing = false;
        var write = _write;
        _write = default;
        Buffer.Truncate(0);
        try
        {
            write.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            OnLost();
            LeaveBroken($"a write failed: {error.Message}");
            return;
        }

        OnWritten();
    }

    /// <summary>What waits is for the next session. Whoever else is closing this one may not have taken it from here yet: closing it is done once.</summary>
    private void LeaveBroken(string reason)
    {
        if (Bound is not { } session) return;
        Interlocked.CompareExchange(ref _wanted, null, session);
        session.Close(reason);
    }
}
