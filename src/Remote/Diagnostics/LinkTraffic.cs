using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>Counts what goes over links, while somebody listens.</summary>
internal static class LinkTraffic
{
    /// <summary>Whole frames, each with its prefix (see <see cref="FrameReader"/>).</summary>
    internal static void Sent(ActorSystem system, ReadOnlySpan<byte> frames)
    {
        RemoteMetrics.Add(RemoteMetrics.BytesSent, system, frames.Length);
        if (!RemoteMetrics.FramesSent.Enabled) return;
        int count = 0;
        for (; frames.Length >= FrameReader.PrefixBytes; count++) frames = frames[(FrameReader.PrefixBytes + (int)BinaryPrimitives.ReadUInt32BigEndian(frames[1..]))..];
        RemoteMetrics.Add(RemoteMetrics.FramesSent, system, count);
    }

    internal static void Received(ActorSystem system, int frames, long bytes)
    {
        RemoteMetrics.Add(RemoteMetrics.BytesReceived, system, bytes);
        RemoteMetrics.Add(RemoteMetrics.FramesReceived, system, frames);
    }
}
