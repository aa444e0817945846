namespace Actors.Remote;

/// <content>What others may know of it.</content>
internal sealed partial class Peer
{
    internal PeerState State => new()
    {
        Address = AddressOf(Incarnation),
        IsClient = IsClient,
        State = LinkState,
        SinceHeard = SinceHeard(0),
        DataStreams = Session?.DataStreams ?? 0,
        OutboundMessages = Outbound.AllWaiting,
        UnacknowledgedControl = Control.Unacknowledged,
        WatchedThere = Watches.Count,
        WatchedHere = Watchers.Count,
    };

    private LinkState LinkState
    {
        get
        {
            lock (_lock)
            {
                if (_session is not null) return LinkState.Connected;
                if (_incarnation != 0 && _incarnation <= _deadUpTo) return LinkState.Dead;
                return _connecting || _accepted is not null ? LinkState.Connecting : LinkState.Idle;
            }
        }
    }

    private void Publish(LinkEvent change) => Node.LinkEvents.Publish(change);
}
