using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Acts on the frames that are no batches. Used by the stream's reader only.</summary>
internal sealed class InboundControl(Session session)
{
    private readonly Peer _peer = session.Peer;
    private readonly RemoteNode _node = session.Peer.Node;
    private readonly PeerManifest _manifest = new(session.Peer);
    private int _refusals;
    private ulong _lastSequence; // of this session

    /// <summary>More than this a peer that means well does not refuse in a session; further ones are counted, not logged.</summary>
    private const int MaxRefusals = Peer.MaxRefusedIds;

    internal void Handle(FrameView frame)
    {
        if (!session.TryCountControl())
            throw new SessionLimitException($"more than {_node.Options.MaxControlPerSecond} control frames within a second (RemoteOptions.{nameof(RemoteOptions.MaxControlPerSecond)})");
        if (frame.Kind is not (FrameKind.Control or FrameKind.ControlAck) && !session.TryCountPing())
            throw new SessionLimitException($"more than {_node.Options.MaxPingsPerSecond} pings and answers to them within a second (RemoteOptions.{nameof(RemoteOptions.MaxPingsPerSecond)})");
        switch (frame.Kind)
        {
            case FrameKind.Ping:
                var ping = PulseView.Decode(frame);
                // Who pings without reading the answers would make them pile up here.
                if (_peer.Control.Waiting > _node.Options.MaxPendingControl) throw new SessionLimitException($"more than {_node.Options.MaxPendingControl} answers to pings wait to be read (RemoteOptions.{nameof(RemoteOptions.MaxPendingControl)})");
                _peer.Control.Pong(session, ping.Sequence, _node.Epoch);
                session.Pings?.OnPinged();
                _node.OnEpoch(_peer, ping.Epoch);
                break;
            case FrameKind.Pong:
                var pong = PulseView.Decode(frame);
                session.OnPong(pong.Sequence);
                _node.OnEpoch(_peer, pong.Epoch);
                break;
            case FrameKind.ControlAck:
                _peer.Control.Acknowledge(session, PulseView.Decode(frame).Sequence);
                break;
            case FrameKind.Control:
                HandleControl(Parse(Control.Parser, frame));
                break;
            case FrameKind.Goodbye:
                session.OnGoodbye(Parse(Goodbye.Parser, frame).Detail);
                break;
            case FrameKind.Reject:
                var reject = Parse(Reject.Parser, frame);
                session.OnReject(reject.Reason, reject.Detail);
                break;
            case FrameKind.Manifest:
                _manifest.Compare(frame);
                break;
            case FrameKind.Hello or FrameKind.Challenge or FrameKind.Proof or FrameKind.Welcome:
                throw new FrameFormatException(frame.Offset, $"{frame.Kind} after the handshake");
        }
    }

    private void HandleControl(Control control)
    {
        if (control.Sequence == 0) throw new FrameFormatException(0, "a control message without a sequence");
        // What was not acknowledged comes again in another session, never in the same one.
        if (control.Sequence <= _lastSequence) throw new FrameFormatException(0, $"control message {control.Sequence} after {_lastSequence} in one session");
        _lastSequence = control.Sequence;
        if (!_peer.Control.Accept(session, control.Sequence)) return; // sent again because the acknowledgement was lost
        switch (control.BodyCase)
        {
            case Control.BodyOneofCase.Watch:
                _peer.Watchers.Add(PathOf(control.Watch.Target), control.Watch.Target.Uid, session, control.Watch.Number);
                break;
            case Control.BodyOneofCase.Unwatch:
                _peer.Watchers.Remove(PathOf(control.Unwatch.Target), control.Unwatch.Target.Uid);
                break;
            case Control.BodyOneofCase.Terminated:
                _peer.Watches.OnTerminated(PathOf(control.Terminated.Target), control.Terminated.WatchedUid, session.Incarnation, control.Terminated.Number);
                break;
            case Control.BodyOneofCase.Stop:
                Stop(control.Stop);
                break;
            case Control.BodyOneofCase.Spawn:
                _peer.Spawning.Begin(session, control.Spawn);
                break;
            case Control.BodyOneofCase.Spawned:
                _peer.Spawns.OnSpawned(session.Incarnation, control.Spawned);
                break;
            case Control.BodyOneofCase.Refused when ++_refusals > MaxRefusals:
                _node.Counters.RefusedByPeer(control.Refused.Reason);
                break;
            case Control.BodyOneofCase.Refused:
                _node.OnRefusedByPeer(_peer.Endpoint, control.Refused.Reason, control.Refused.Detail);
                break;
        }
    }

    private void Stop(StopActor stop)
    {
        var path = PathOf(stop.Target);
        if (!_node.MayStop(path))
        {
            RefuseStop(path);
            return;
        }

        if (_node.System.FindLocal(path) is not { } cell || (stop.Target.Uid != 0 && stop.Target.Uid != cell.Uid)) return;
        if (stop.Poison) ActorSystem.Poison(cell.Self);
        else ActorSystem.Stop(cell.Self);
    }

    /// <summary>The peer hears of a path once: who tries again and again must not fill the lane with answers.</summary>
    private void RefuseStop(ActorPath path)
    {
        string detail = $"the stop of {path}: {_node.Self.Endpoint} does not let peers stop it (RemoteOptions.{nameof(RemoteOptions.StopPaths)})";
        _node.OnRefusing(_peer.Endpoint, RejectReason.Forbidden, detail);
        if (_peer.IsFirstRefusal($"stop {path}")) _peer.Control.SendReliably(new Control { Refused = new Refused { Reason = RejectReason.Forbidden, Detail = detail } });
    }

    private static ActorPath PathOf(ActorId? id)
    {
        if (id is null) throw new FrameFormatException(0, "a control message without its actor");
        try
        {
            return ActorPath.FromString(id.Path);
        }
        catch (InvalidActorPathException error)
        {
            throw new FrameFormatException(0, error.Message);
        }
    }

    private static T Parse<T>(MessageParser<T> parser, FrameView frame)
        where T : IMessage<T> => parser.ParseFrom(frame.Body);
}
