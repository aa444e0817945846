namespace Actors.Remote;

/// <summary>How it stands between this node and a peer; see <see cref="RemoteNode.Peers"/>. A snapshot: the parts are read one after the other.</summary>
public sealed record PeerState
{
    /// <summary>The peer, in the life last met (incarnation 0: none yet).</summary>
    public required NodeAddress Address { get; init; }

    /// <summary>A client that is not a member; it lasts as long as its session.</summary>
    public required bool IsClient { get; init; }

    /// <summary>Whether frames can be sent now.</summary>
    public required LinkState State { get; init; }

    /// <summary>Since something was last heard in the current or last session; null: never.</summary>
    public required TimeSpan? SinceHeard { get; init; }

    /// <summary>Data streams of the present link (<see cref="RemoteOptions.DataStreams"/>); 0: there is none.</summary>
    public required int DataStreams { get; init; }

    /// <summary>Messages and replies that wait to be sent; of each at most about <see cref="RemoteOptions.OutboundLimitMessages"/>.</summary>
    public required long OutboundMessages { get; init; }

    /// <summary>Watches, terminations and stops that the peer has not acknowledged; at most <see cref="RemoteOptions.MaxPendingControl"/>.</summary>
    public required int UnacknowledgedControl { get; init; }

    /// <summary>Actors there that actors here watch.</summary>
    public required int WatchedThere { get; init; }

    /// <summary>Actors here that the peer watches; at most <see cref="RemoteOptions.MaxWatchesPerPeer"/>.</summary>
    public required int WatchedHere { get; init; }
}
