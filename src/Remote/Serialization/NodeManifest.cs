using System.Diagnostics.CodeAnalysis;
using System.Text;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// The messages a node knows, as it tells its peers (Manifest in proto/remote.proto). Made once; immutable, thread-safe.
/// </summary>
internal sealed class NodeManifest
{
    private const int MaxFrameBytes = 16 * 1024;
    private const int FrameSlack = 64;

    private readonly Dictionary<string, MessageShape> _byId = new(MessageIdComparer.Instance);
    private readonly Dictionary<string, MessageShape>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8Id;
    private readonly List<MessageShape> _told;

    internal NodeManifest(MessageRegistry registry, int maxEntries)
    {
        foreach (var codec in registry.Codecs) _byId.Add(codec.Id, new MessageShape(codec));
        _byUtf8Id = _byId.GetAlternateLookup<ReadOnlySpan<byte>>();
        _told = [.. _byId.Values.OrderBy(shape => shape.Codec.Id, StringComparer.Ordinal).Take(maxEntries)];
        Digest = maxEntries == 0 ? 0 : DigestOf(_told);
    }

    /// <summary>The same for the same messages; 0: this node does not compare.</summary>
    internal ulong Digest { get; }

    internal bool TryFind(ReadOnlySpan<byte> utf8Id, [NotNullWhen(true)] out MessageShape? shape) => _byUtf8Id.TryGetValue(utf8Id, out shape);

    /// <summary>Tells a peer that knows other messages which ones this node knows.</summary>
    internal void SendIfOther(Session session)
    {
        if (Digest == 0 || session.PeerManifest == 0 || session.PeerManifest == Digest) return;
        foreach (var frame in ToFrames(Math.Min(session.MaxFrameBytes, MaxFrameBytes) - FrameSlack)) session.Peer.Control.Send(session, frame);
    }

    internal IEnumerable<Frame> ToFrames(int maxBytes)
    {
        var manifest = new Manifest();
        int bytes = 0;
        foreach (var shape in _told)
        {
            var entry = new ManifestEntry { Id = shape.Codec.Id, Format = (uint)shape.Codec.Format, Shape = shape.Codec.ShapeHash, Members = { shape.MemberHashes } };
            int size = entry.CalculateSize() + 4;
            if (bytes > 0 && bytes + size > maxBytes)
            {
                yield return new Frame { Manifest = manifest };
                manifest = new Manifest();
                bytes = 0;
            }

            manifest.Entries.Add(entry);
            bytes += size;
        }

        if (bytes > 0) yield return new Frame { Manifest = manifest };
    }

    private static ulong DigestOf(IEnumerable<MessageShape> shapes)
    {
        ulong hash = 14695981039346656037;
        foreach (var shape in shapes)
        {
            foreach (byte b in Encoding.UTF8.GetBytes(shape.Codec.Id)) hash = (hash ^ b) * 1099511628211;
            hash = (hash ^ shape.Codec.ShapeHash) * 1099511628211;
            hash = (hash ^ (ulong)shape.Codec.Format) * 1099511628211;
        }

        return hash == 0 ? 1 : hash;
    }
}
