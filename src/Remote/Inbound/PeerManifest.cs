using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>
/// Compares the messages a peer says it knows with this node's own, and reports by name what differs. Nothing is refused
/// for it: most messages will be the same. Used by the stream's reader only; keeps nothing of what the peer sent.
/// </summary>
internal sealed class PeerManifest(Peer peer)
{
    /// <summary>Lines in one session; what is beyond them is counted.</summary>
    internal const int MaxReports = 64;

    private readonly RemoteNode _node = peer.Node;
    private int _entries;
    private int _reports;

    internal void Compare(FrameView frame)
    {
        var cursor = new WireCursor(frame.Body, frame.Offset);
        while (cursor.TryReadTag(out uint tag))
        {
            if (tag != WireTags.ManifestEntry)
            {
                cursor.Skip(tag);
                continue;
            }

            var entry = cursor.ReadBytes();
            if (_entries >= _node.Options.MaxManifestEntries) continue;
            _entries++;
            CompareEntry(new WireCursor(entry, cursor.Offset - entry.Length));
        }
    }

    private void CompareEntry(WireCursor cursor)
    {
        ReadOnlySpan<byte> id = default, packed = default;
        uint format = 0;
        ulong shape = 0;
        while (cursor.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case WireTags.EntryId:
                    id = cursor.ReadBytes();
                    break;
                case WireTags.EntryFormat:
                    format = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EntryShape:
                    shape = cursor.ReadVarint();
                    break;
                case WireTags.EntryMembers:
                    packed = cursor.ReadBytes();
                    break;
                default:
                    cursor.Skip(tag);
                    break;
            }
        }

        if (!_node.Manifest.TryFind(id, out var own)) return; // only one side knows it: refused by name if it is sent
        Span<uint> members = stackalloc uint[MessageShape.MaxMembers];
        int count = packed.Length % 4 == 0 && packed.Length / 4 <= members.Length ? packed.Length / 4 : 0;
        for (int i = 0; i < count; i++) members[i] = BinaryPrimitives.ReadUInt32LittleEndian(packed[(4 * i)..]);
        Report(own.Codec.Id, own.Compare(format, shape, members[..count]));
    }

    private void Report(string id, ShapeDifference difference)
    {
        if (difference.Text is null) return;
        if (!difference.IsCompatible) _node.Counters.ManifestMismatch();
        if (++_reports > MaxReports || !_node.IsNews($"manifest {peer.Endpoint} {id} {difference.Text}", peer.Endpoint)) return;
        RemoteLog.Differs(_node.Log, id, peer.Endpoint, difference.IsCompatible, difference.Text);
    }
}
