using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>The instruments of the meter <c>Actors.Remote</c>. One set for all nodes of the process; each value names its system.</summary>
/// <remarks>
/// While nobody listens a batch costs some reads, a message one, and no clock is read. Values are taken for each batch, not for
/// each message; what has to be timed is sampled. What a listener throws is logged once for a system and else ignored.
/// </remarks>
internal static class RemoteMetrics
{
    internal const string Name = "Actors.Remote";

    /// <summary>In the place of a time that was not taken.</summary>
    internal const long Untimed = long.MinValue;

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> BytesSent = Meter.CreateCounter<long>("actors.remote.bytes.sent", "By", "Bytes of frames given to links, their prefixes included; TLS and HTTP/2 not.");
    internal static readonly Counter<long> BytesReceived = Meter.CreateCounter<long>("actors.remote.bytes.received", "By", "Bytes of frames taken from links.");
    internal static readonly Counter<long> FramesSent = Meter.CreateCounter<long>("actors.remote.frames.sent", "{frame}", "Frames given to links.");
    internal static readonly Counter<long> FramesReceived = Meter.CreateCounter<long>("actors.remote.frames.received", "{frame}", "Frames taken from links.");
    internal static readonly Counter<long> MessagesSent = Meter.CreateCounter<long>("actors.remote.messages.sent", "{message}", "Messages written to links.");
    internal static readonly Counter<long> MessagesReceived = Meter.CreateCounter<long>("actors.remote.messages.received", "{message}", "Messages read from links.");
    internal static readonly Histogram<long> BatchSize = Meter.CreateHistogram<long>("actors.remote.batch.size", "{message}", "Messages in one batch that was sent.");
    internal static readonly Counter<long> ManifestMismatches = Meter.CreateCounter<long>("actors.remote.manifest.mismatches", "{message}", "Messages found to differ between this node and a peer, at each meeting.");
    internal static readonly Counter<long> InboundPauses = Meter.CreateCounter<long>("actors.remote.inbound.pauses", "{pause}", "Streams not read on because their messages were not handled fast enough.");

    internal static readonly Counter<long> ConnectionsSlowed = Meter.CreateCounter<long>("actors.remote.connections.slowed", "{connection}", "Connections that had to wait before they could begin, or were read more slowly than they brought.");

    private static readonly Histogram<double> QueueTime = Meter.CreateHistogram<double>("actors.remote.queue.time", "s", "From the Tell until the link has taken the message; one at a time of each peer.");
    private static readonly Histogram<double> RoundTrip = Meter.CreateHistogram<double>("actors.remote.round_trip", "s", "From a ping to its answer.");
    private static readonly Histogram<double> SerializationTime = Meter.CreateHistogram<double>("actors.remote.serialization.time", "s", "To write one message, or to read it and put it into the mailbox; sampled.");
    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>("actors.remote.reconnects", "{session}", "Sessions with a node that had had one before.");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>("actors.remote.refusals", "{refusal}", "What was refused, by reason and by whom.");
    private static readonly Counter<long> Spawns = Meter.CreateCounter<long>("actors.remote.spawns", "{actor}", "Actors spawned here at a peer's request, or not, by outcome.");

    internal static bool CountsTraffic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BytesSent.Enabled || FramesSent.Enabled || BytesReceived.Enabled || FramesReceived.Enabled;
    }

    internal static bool TimesQueues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => QueueTime.Enabled;
    }

    /// <summary>One message in so many is to be timed; 0: none.</summary>
    internal static int SerializationSample(ActorSystem system) => SerializationTime.Enabled ? system.MeasureOneIn : 0;

    internal static void Add(Counter<long> counter, ActorSystem system, long count)
    {
        if (counter.Enabled && count != 0) Put(counter, system, count, [Tag(system)]);
    }

    /// <summary>A batch has been made.</summary>
    internal static void OnBatch(ActorSystem system, int messages)
    {
        if (BatchSize.Enabled) Put(BatchSize, system, messages, [Tag(system)]);
    }

    internal static void OnQueued(Peer peer, long toldAt) => PutTime(QueueTime, peer, toldAt);

    internal static void OnPong(Peer peer, long pingedAt)
    {
        if (RoundTrip.Enabled) PutTime(RoundTrip, peer, pingedAt);
    }

    internal static void OnReconnected(Peer peer)
    {
        if (Reconnects.Enabled) Put(Reconnects, peer.Node.System, 1, [Tag(peer.Node.System), PeerTag(peer)]);
    }

    internal static void OnSerialized(ActorSystem system, long began, string message, bool read) =>
        Put(SerializationTime, system, system.Time.GetElapsedTime(began).TotalSeconds, [Tag(system), new("actors.message", message), new("actors.direction", read ? "read" : "write")]);

    internal static void OnRefused(ActorSystem system, string reason, bool byPeer)
    {
        if (Refusals.Enabled) Put(Refusals, system, 1, [Tag(system), new("actors.reason", reason), new("actors.by", byPeer ? "peer" : "here")]);
    }

    internal static void OnSpawn(ActorSystem system, Proto.SpawnRefusal refusal)
    {
        if (Spawns.Enabled) Put(Spawns, system, 1, [Tag(system), new("actors.outcome", refusal == Proto.SpawnRefusal.None ? "Spawned" : refusal.ToString())]);
    }

    private static void PutTime(Histogram<double> histogram, Peer peer, long since)
    {
        var system = peer.Node.System;
        Put(histogram, system, system.Time.GetElapsedTime(since).TotalSeconds, [Tag(system), PeerTag(peer)]);
    }

    /// <summary>Listeners run here and are not ours: what they throw must not reach the links.</summary>
    private static void Put<T>(Instrument<T> instrument, ActorSystem system, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        try
        {
            if (instrument is Counter<T> counter) counter.Add(value, tags);
            else ((Histogram<T>)instrument).Record(value, tags);
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    private static KeyValuePair<string, object?> Tag(ActorSystem system) => new("actors.system", system.Name);

    /// <summary>Clients come and go under ever new names: they are one.</summary>
    private static KeyValuePair<string, object?> PeerTag(Peer peer) => new("actors.peer", peer.IsClient ? "client" : peer.Endpoint);
}
