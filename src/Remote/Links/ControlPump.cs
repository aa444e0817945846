using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// The control lane to one peer: pings, and numbered control messages that are kept until the peer has acknowledged them
/// and sent again after a reconnect.
/// </summary>
internal sealed class ControlPump : Pump<ControlItem>
{
    /// <summary>A long control message counts as several towards <see cref="RemoteOptions.MaxPendingControl"/>: one for each so many bytes.</summary>
    internal const int UnitBytes = 256;

    private readonly Lock _lock = new();
    private readonly List<KeptControl> _kept = [];       // under the lock; sequences without a gap
    private readonly List<KeptControl> _later = [];      // under the lock; for lives that have not been met
    private ulong _life;                                 // under the lock: the one last met
    private int _units;                                  // under the lock: of those not acknowledged
    private int _acknowledged;                           // under the lock: those at the front that only wait to be taken out
    private ulong _lastWritten;                          // under the lock
    private ulong _lastSent;                             // under the lock
    private ulong _lastReceived;                         // under the lock
    private int _count;                                  // under the lock
    private bool _acknowledge;                           // under the lock
    private bool _overflown;                             // under the lock
    private Action? _afterWrite;

    internal ControlPump(Peer peer)
        : base(peer, peer.Node.Options.MaxFrameBytes + peer.Node.Options.BatchBytes)
    {
    }

    /// <summary>Control messages that the peer has not acknowledged. Any thread.</summary>
    internal int Unacknowledged
    {
        get
        {
            lock (_lock) return _kept.Count - _acknowledged + _later.Count;
        }
    }

    /// <summary>How often the lane has begun to count anew: what was sent in an earlier count has been forgotten. Any thread.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Any thread.</summary>
    internal void Ping(Session session, ulong sequence, ulong epoch) => Enqueue(new ControlItem(session, FrameKind.Ping, sequence, epoch));

    /// <summary>Any thread.</summary>
    internal void Pong(Session session, ulong sequence, ulong epoch) => Enqueue(new ControlItem(session, FrameKind.Pong, sequence, epoch));

    /// <summary>A frame that is sent at most once; <paramref name="written"/> is called when it has been, or is lost. Any thread.</summary>
    internal void Send(Session session, Frame frame, Action? written = null) => Enqueue(new ControlItem(session, frame, written));

    /// <summary>
    /// Sends a control message until it is acknowledged. Any thread, also under the caller's locks: when there are too many,
    /// the peer is given up on a turn of its own. The pump's may be in a write that a peer who does not read never lets end.
    /// </summary>
    /// <returns>Which count of the lane it belongs to; see <see cref="Count"/>.</returns>
    internal int SendReliably(Control control) => Send(control, null);

    /// <summary>As <see cref="SendReliably(Control)"/>, for that life of the peer and no other; 0: for the one that is met. Any thread.</summary>
    internal int SendReliablyTo(ulong life, Control control) => Send(control, null, life);

    /// <summary>As <see cref="SendReliably(Control)"/>, for a life of the peer that may be over by now: nothing of it goes to the next one. Any thread.</summary>
    internal void SendReliably(Control control, int inCount) => Send(control, inCount);

    private int Send(Control control, int? inCount, ulong life = 0)
    {
        int count, units = 1 + (control.CalculateSize() / UnitBytes); // a peer chooses how long the paths are that it is answered about
        bool isTooMuch;
        lock (_lock)
        {
            count = _count;
            if ((inCount is { } wanted && wanted != count) || Peer.IsDead(life)) return count; // what has been added is taken out after that is so
            var kept = new KeptControl(control, units, life);
            if (life == 0 || life == _life) Keep(kept);
            else _later.Add(kept); // nobody has met it: it must not reach whoever is there now
            _units += units;
            isTooMuch = !_overflown && _units > Peer.Node.Options.MaxPendingControl;
            _overflown |= isTooMuch;
        }

        Wake();
        if (isTooMuch) Peer.Node.System.Dispatcher.NextTurn().OnCompleted(GiveUpIfOverflown);
        return count;
    }

    /// <summary>The peer has handled everything up to <paramref name="sequence"/>. Of an older session's it may be news too.</summary>
    internal void Acknowledge(Session session, ulong sequence)
    {
        lock (_lock)
        {
            if (session.IsClosed || session.Lane != _count) return;
            ulong before = _lastSent - (ulong)(_kept.Count - _acknowledged);
            if (sequence <= before) return;
            int handled = (int)(Math.Min(sequence, _lastSent) - before);
            var done = CollectionsMarshal.AsSpan(_kept).Slice(_acknowledged, handled);
            foreach (var kept in done) _units -= kept.Units;
            done.Clear();
            _acknowledged += handled;
            if (_acknowledged * 2 < _kept.Count) return; // to move the others each time would take longer than to send them
            _kept.RemoveRange(0, _acknowledged);
            _acknowledged = 0;
        }
    }

    /// <summary>
    /// True if a control message from the peer is new and is to be handled. Every one is acknowledged. What a closed
    /// session brings is left alone: the peer sends it again. So is what belongs to another count: that life is over.
    /// </summary>
    /// <exception cref="FrameFormatException">One is missing before it, which no correct peer produces.</exception>
    internal bool Accept(Session session, ulong sequence)
    {
        bool isNew;
        lock (_lock)
        {
            if (session.IsClosed || session.Lane != _count) return false;
            if (sequence > _lastReceived + 1) throw new FrameFormatException(0, $"control message {sequence} after {_lastReceived}");
            isNew = sequence == _lastReceived + 1;
            if (isNew) _lastReceived = sequence;
            _acknowledge = true;
        }

        Wake();
        return isNew;
    }

    /// <summary>Another life of the peer (or of this node): both sides begin to count anew. What is for a life after <paramref name="upTo"/> still waits for that.</summary>
    internal void Reset(ulong upTo)
    {
        lock (_lock)
        {
            _kept.Clear();
            _later.RemoveAll(kept => kept.Life <= upTo);
            _acknowledged = 0;
            _units = _later.Sum(static kept => kept.Units);
            _count++;
            _lastWritten = _lastSent = _lastReceived = 0;
            _acknowledge = _overflown = false;
        }
    }

    /// <summary>A session with that life is agreed on: what waited for it is sent, and what was for one before is forgotten.</summary>
    internal void Meet(ulong life)
    {
        lock (_lock)
        {
            _life = life;
            if (_later.Count == 0) return;
            foreach (var kept in _later)
            {
                if (kept.Life == life) Keep(kept);
                else if (kept.Life < life) _units -= kept.Units;
            }

            _later.RemoveAll(kept => kept.Life <= life);
        }
    }

    /// <summary>Under the lock.</summary>
    private void Keep(KeptControl kept)
    {
        kept.Control.Sequence = ++_lastSent;
        _kept.Add(kept);
    }

    private protected override ILinkStream StreamOf(Session session) => session.Control;

    private protected override void OnBound(Session session)
    {
        lock (_lock) _lastWritten = 0; // send all again
    }

    private protected override bool OnUnbound()
    {
        // What is sent at most once belongs to a session that is over, or to one that has begun since the turn looked.
        for (ref var item = ref Queue.Peek(this); !Unsafe.IsNullRef(ref item); item = ref Queue.Peek(this))
        {
            if (IsWanted(item.Session)) return true;
            var written = item.Written;
            Queue.Advance(ref item);
            written?.Invoke();
        }

        if (!Peer.IsDisposed && Unacknowledged > 0) Peer.EnsureConnected();
        return Queue.Count > 0;
    }

    private protected override void Encode(Session session)
    {
        while (Buffer.Length < Peer.Node.Options.BatchBytes && NextControl(session) is { } control)
            FrameWriter.Write(Buffer, new Frame { Control = control });
        if (TakeAcknowledgement(session) is var sequence and > 0) FrameWriter.WriteControlAck(Buffer, sequence);
        while (Buffer.Length < Peer.Node.Options.BatchBytes)
        {
            ref var item = ref Queue.Peek(this);
            if (Unsafe.IsNullRef(ref item)) break;
            if (!ReferenceEquals(item.Session, session) && IsWanted(item.Session)) break; // the next session's, which has begun since the turn looked
            var next = item;
            Queue.Advance(ref item);
            _afterWrite += next.Written; // before: it is called too if there is no writing it
            if (ReferenceEquals(next.Session, session)) Write(next);
        }

        if (Buffer.Length == 0) OnWritten();
    }

    private void GiveUpIfOverflown()
    {
        lock (_lock)
        {
            if (!_overflown) return;
            _overflown = false;
        }

        Peer.GiveUp($"more than {Peer.Node.Options.MaxPendingControl} control messages are unacknowledged (RemoteOptions.{nameof(RemoteOptions.MaxPendingControl)})");
    }

    private ulong TakeAcknowledgement(Session session)
    {
        lock (_lock)
        {
            if (!_acknowledge || session.Lane != _count) return 0;
            _acknowledge = false;
            return _lastReceived;
        }
    }

    private Control? NextControl(Session session)
    {
        lock (_lock)
        {
            int waiting = _kept.Count - _acknowledged;
            if (waiting == 0 || session.Lane != _count) return null;
            ulong before = _lastSent - (ulong)waiting;
            int index = _lastWritten <= before ? 0 : (int)(_lastWritten - before);
            if (index >= waiting) return null;
            _lastWritten = before + (ulong)index + 1;
            return _kept[_acknowledged + index].Control;
        }
    }

    private void Write(in ControlItem item)
    {
        switch (item.Kind)
        {
            case FrameKind.Ping: FrameWriter.WritePing(Buffer, item.First, item.Second); break;
            case FrameKind.Pong: FrameWriter.WritePong(Buffer, item.First, item.Second); break;
            default: FrameWriter.Write(Buffer, item.Frame!); break;
        }
    }

    private protected override void OnWritten()
    {
        var written = _afterWrite;
        _afterWrite = null;
        written?.Invoke();
    }

    private protected override void OnLost() => OnWritten();

    /// <summary>For a life of the peer; 0: for whichever is met.</summary>
    private readonly record struct KeptControl(Control Control, int Units, ulong Life);
}
