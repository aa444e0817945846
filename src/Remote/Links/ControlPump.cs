using System.Runtime.CompilerServices;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// The control lane to one peer: pings, and numbered control messages that are kept until the peer has acknowledged them
/// and sent again after a reconnect.
/// </summary>
internal sealed class ControlPump : Pump<ControlItem>
{
    private readonly Lock _lock = new();
    private readonly List<Control> _unacknowledged = []; // under the lock; sequences without a gap
    private ulong _lastWritten;                          // under the lock
    private ulong _lastSent;                             // under the lock
    private ulong _lastReceived;                         // under the lock
    private Action? _afterWrite;

    internal ControlPump(Peer peer)
        : base(peer)
    {
    }

    /// <summary>Control messages that the peer has not acknowledged. Any thread.</summary>
    internal int Unacknowledged
    {
        get
        {
            lock (_lock) return _unacknowledged.Count;
        }
    }

    /// <summary>Any thread.</summary>
    internal void Ping(ulong sequence, ulong epoch) => Enqueue(new ControlItem(FrameKind.Ping, sequence, epoch));

    /// <summary>Any thread.</summary>
    internal void Pong(ulong sequence, ulong epoch) => Enqueue(new ControlItem(FrameKind.Pong, sequence, epoch));

    /// <summary>A frame that is sent at most once; <paramref name="written"/> is called when it has been, or is lost. Any thread.</summary>
    internal void Send(Frame frame, Action? written = null) => Enqueue(new ControlItem(frame, written));

    /// <summary>Sends a control message until it is acknowledged. Any thread.</summary>
    internal void SendReliably(Control control)
    {
        bool overflow;
        lock (_lock)
        {
            control.Sequence = ++_lastSent;
            _unacknowledged.Add(control);
            overflow = _unacknowledged.Count > Peer.Node.Options.MaxPendingControl;
        }

        if (overflow) Peer.GiveUp($"more than {Peer.Node.Options.MaxPendingControl} control messages are unacknowledged (RemoteOptions.{nameof(RemoteOptions.MaxPendingControl)})");
        else Wake();
    }

    /// <summary>The peer has handled everything up to <paramref name="sequence"/>.</summary>
    internal void Acknowledge(ulong sequence)
    {
        lock (_lock)
        {
            if (_unacknowledged.Count == 0 || sequence < _unacknowledged[0].Sequence) return;
            ulong handled = Math.Min(sequence, _lastSent) - _unacknowledged[0].Sequence + 1;
            _unacknowledged.RemoveRange(0, (int)handled);
        }
    }

    /// <summary>True if a control message from the peer is new and is to be handled. Every one is acknowledged.</summary>
    /// <exception cref="FrameFormatException">One is missing before it, which no correct peer produces.</exception>
    internal bool Accept(ulong sequence)
    {
        lock (_lock)
        {
            if (sequence > _lastReceived + 1) throw new FrameFormatException(0, $"control message {sequence} after {_lastReceived}");
            bool isNew = sequence == _lastReceived + 1;
            if (isNew) _lastReceived = sequence;
            sequence = _lastReceived;
            Enqueue(new ControlItem(FrameKind.ControlAck, sequence, 0));
            return isNew;
        }
    }

    /// <summary>Another life of the peer (or of this node): both sides begin to count anew.</summary>
    internal void Reset()
    {
        lock (_lock)
        {
            _unacknowledged.Clear();
            _lastWritten = _lastSent = _lastReceived = 0;
        }
    }

    private protected override ILinkStream StreamOf(Session session) => session.Control;

    private protected override void OnBound(Session session)
    {
        lock (_lock) _lastWritten = 0; // send all again
    }

    private protected override void OnUnbound()
    {
        // What is sent at most once belongs to a session that is over.
        for (ref var item = ref Queue.Peek(this); !Unsafe.IsNullRef(ref item); item = ref Queue.Peek(this))
        {
            item.Written?.Invoke();
            Queue.Advance(ref item);
        }

        if (Peer.DiscardReason is null && Unacknowledged > 0) Peer.EnsureConnected();
    }

    private protected override void Encode(Session session)
    {
        while (Buffer.Length < Peer.Node.Options.BatchBytes)
        {
            ref var item = ref Queue.Peek(this);
            if (Unsafe.IsNullRef(ref item)) break;
            Write(item);
            _afterWrite += item.Written;
            Queue.Advance(ref item);
        }

        while (Buffer.Length < Peer.Node.Options.BatchBytes && NextControl() is { } control)
            FrameWriter.Write(Buffer, new Frame { Control = control });
    }

    private Control? NextControl()
    {
        lock (_lock)
        {
            if (_unacknowledged.Count == 0) return null;
            ulong first = _unacknowledged[0].Sequence;
            int index = _lastWritten < first ? 0 : (int)(_lastWritten - first + 1);
            if (index >= _unacknowledged.Count) return null;
            _lastWritten = _unacknowledged[index].Sequence;
            return _unacknowledged[index];
        }
    }

    private void Write(in ControlItem item)
    {
        switch (item.Kind)
        {
            case FrameKind.Ping: FrameWriter.WritePing(Buffer, item.First, item.Second); break;
            case FrameKind.Pong: FrameWriter.WritePong(Buffer, item.First, item.Second); break;
            case FrameKind.ControlAck: FrameWriter.WriteControlAck(Buffer, item.First); break;
            default: FrameWriter.Write(Buffer, item.Frame!); break;
        }
    }

    private protected override void OnWritten()
    {
        _afterWrite?.Invoke();
        _afterWrite = null;
    }

    private protected override void OnLost() => OnWritten();
}
