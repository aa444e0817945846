using System.Diagnostics.Metrics;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What the links count, readable here and as the meter <c>Actors.Remote</c>. Thread-safe.</summary>
public sealed class RemoteCounters : IDisposable
{
    private static readonly int Reasons = (int)Enum.GetValues<RejectReason>().Max() + 1;

    private readonly long[] _refused = new long[Reasons];
    private readonly long[] _refusedByPeer = new long[Reasons];
    private readonly Meter _meter = new("Actors.Remote");
    private readonly Counter<long> _refusals;
    private long _sent;
    private long _received;
    private long _inboundPauses;
    private long _mismatches;

    internal RemoteCounters()
    {
        _meter.CreateObservableCounter("actors.remote.messages.sent", () => MessagesSent, description: "Messages written to links");
        _meter.CreateObservableCounter("actors.remote.messages.received", () => MessagesReceived, description: "Messages read from links");
        _meter.CreateObservableCounter("actors.remote.manifest.mismatches", () => ManifestMismatches, description: "Messages found to differ between this node and a peer, at each meeting");
        _meter.CreateObservableCounter("actors.remote.inbound.pauses", () => InboundPauses, description: "Streams not read on because their messages were not handled fast enough");
        _refusals = _meter.CreateCounter<long>("actors.remote.refusals", description: "What was refused, by reason and side");
    }

    /// <summary>Messages written to links.</summary>
    public long MessagesSent => Volatile.Read(ref _sent);

    /// <summary>Messages read from links.</summary>
    public long MessagesReceived => Volatile.Read(ref _received);

    /// <summary>Messages that were found to differ between this node and a peer so that one cannot read the other's; counted at each meeting, logged by name.</summary>
    public long ManifestMismatches => Volatile.Read(ref _mismatches);

    /// <summary>How often a stream was not read on because its messages were not handled fast enough (<see cref="RemoteOptions.InboundLimitBytes"/>).</summary>
    public long InboundPauses => Volatile.Read(ref _inboundPauses);

    /// <summary>Everything this node has refused, by the reason's name in proto/remote.proto.</summary>
    public IReadOnlyDictionary<string, long> Refusals => ByName(_refused);

    /// <summary>Everything of this node's that peers have refused.</summary>
    public IReadOnlyDictionary<string, long> RefusalsByPeers => ByName(_refusedByPeer);

    internal void Sent(int messages) => Interlocked.Add(ref _sent, messages);

    internal void Received(int messages) => Interlocked.Add(ref _received, messages);

    internal void ManifestMismatch() => Interlocked.Increment(ref _mismatches);

    internal void InboundPaused() => Interlocked.Increment(ref _inboundPauses);

    internal void Refused(RejectReason reason) => Count(_refused, reason, "here");

    internal void RefusedByPeer(RejectReason reason) => Count(_refusedByPeer, reason, "peer");

    /// <summary>Ends the meter.</summary>
    public void Dispose() => _meter.Dispose();

    private void Count(long[] counts, RejectReason reason, string by)
    {
        int index = (uint)reason < (uint)Reasons ? (int)reason : 0;
        Interlocked.Increment(ref counts[index]);
        _refusals.Add(1, new("reason", ((RejectReason)index).ToString()), new("by", by));
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
