using Actors.Remote;

namespace Actors.Cluster;

/// <summary>What the pings on the control streams tell about the peers.</summary>
internal sealed class LinkLiveness : IPeerLiveness
{
    private RemoteNode? _remote;

    internal RemoteNode Remote
    {
        set => Volatile.Write(ref _remote, value);
    }

    public TimeSpan? TimeSinceHeard(NodeAddress peer) =>
        Volatile.Read(ref _remote)?.TryGetPeer(peer)?.SinceHeard(peer.Incarnation);
}
