namespace Actors.Remote;

/// <content>Its place in the node's table, which is bounded.</content>
internal sealed partial class Peer
{
    private volatile bool _isForgotten; // written under the lock

    /// <summary>
    /// True if another peer may have its place: its life is over, or it was named only and never met, and nothing hangs on it.
    /// Messages can name any number of nodes that are nowhere. From then on it is closed; a ref that led to it finds its successor.
    /// </summary>
    internal bool TryForget()
    {
        lock (_lock)
        {
            if (_closed is not null || _session is not null || _accepted is not null || _connecting || _deadUpTo < _incarnation || NeedsConnection) return false;
            _closed = DeadLetterReason.PeerDead;
            Volatile.Write(ref _isClosed, true);
            return _isForgotten = true;
        }
    }

    /// <summary>The peer that a ref to that life (0: any) leads to: this one as long as the node knows it.</summary>
    internal Peer For(ulong incarnation) => _isForgotten && !IsDead(incarnation) ? Node.TryGetPeer(Address) ?? this : this;
}
