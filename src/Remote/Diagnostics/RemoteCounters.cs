using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What a node's links have counted since it started. The meter <c>Actors.Remote</c> has more. Thread-safe.</summary>
public sealed class RemoteCounters
{
    private static readonly int Reasons = (int)Enum.GetValues<RejectReason>().Max() + 1;

    private readonly long[] _refused = new long[Reasons];
    private readonly long[] _refusedByPeer = new long[Reasons];
    private readonly ActorSystem _system;
    private long _sent;
    private long _received;
    private long _inboundPauses;
    private long _mismatches;
    private long _slowed;

    internal RemoteCounters(ActorSystem system) => _system = system;

    /// <summary>Messages written to links.</summary>
    public long MessagesSent => Volatile.Read(ref _sent);

    /// <summary>Messages read from links.</summary>
    public long MessagesReceived => Volatile.Read(ref _received);

    /// <summary>Messages that were found to differ between this node and a peer so that one cannot read the other's; counted at each meeting, logged by name.</summary>
    public long ManifestMismatches => Volatile.Read(ref _mismatches);

    /// <summary>How often a stream was not read on because its messages were not handled fast enough (<see cref="RemoteOptions.InboundLimitBytes"/>).</summary>
    public long InboundPauses => Volatile.Read(ref _inboundPauses);

    /// <summary>Connections that had to wait before they could begin, or were read more slowly than they brought (<see cref="GrpcTransportOptions.FailedConnectionsPerSecond"/>, <see cref="GrpcTransportOptions.MaxWastedFramesPerSecond"/>).</summary>
    public long ConnectionsSlowed => Volatile.Read(ref _slowed);

    /// <summary>Everything this node has refused, by the reason's name in proto/remote.proto.</summary>
    public IReadOnlyDictionary<string, long> Refusals => ByName(_refused);

    /// <summary>Everything of this node's that peers have refused.</summary>
    public IReadOnlyDictionary<string, long> RefusalsByPeers => ByName(_refusedByPeer);

    internal void ConnectionSlowed()
    {
        Interlocked.Increment(ref _slowed);
        RemoteMetrics.Add(RemoteMetrics.ConnectionsSlowed, _system, 1);
    }

    internal void Sent(int messages)
    {
        Interlocked.Add(ref _sent, messages);
        RemoteMetrics.Add(RemoteMetrics.MessagesSent, _system, messages);
    }

    internal void Received(int messages)
    {
        Interlocked.Add(ref _received, messages);
        RemoteMetrics.Add(RemoteMetrics.MessagesReceived, _system, messages);
    }

    internal void ManifestMismatch()
    {
        Interlocked.Increment(ref _mismatches);
        RemoteMetrics.Add(RemoteMetrics.ManifestMismatches, _system, 1);
    }

    internal void InboundPaused()
    {
        Interlocked.Increment(ref _inboundPauses);
        RemoteMetrics.Add(RemoteMetrics.InboundPauses, _system, 1);
    }

    internal void Refused(RejectReason reason) => Count(_refused, reason, byPeer: false);

    internal void RefusedByPeer(RejectReason reason) => Count(_refusedByPeer, reason, byPeer: true);

    private void Count(long[] counts, RejectReason reason, bool byPeer)
    {
        int index = (uint)reason < (uint)Reasons ? (int)reason : 0;
        Interlocked.Increment(ref counts[index]);
        RemoteMetrics.OnRefused(_system, ((RejectReason)index).ToString(), byPeer);
    }

    private static Dictionary<string, long> ByName(long[] counts)
    {
        var named = new Dictionary<string, long>();
        for (int i = 0; i < counts.Length; i++)
        {
            if (Volatile.Read(ref counts[i]) is var count and > 0) named[((RejectReason)i).ToString()] = count;
        }

        return named;
    }
}
