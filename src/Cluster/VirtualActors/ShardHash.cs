namespace Actors.Cluster;

/// <summary>Which shard a virtual actor belongs to: FNV-1a (64 bit) over the UTF-8 of <c>kind/key</c> as in its path, folded and finished as in MurmurHash3, modulo the shards. Part of the protocol: all nodes must agree.</summary>
internal static class ShardHash
{
    internal static int Of(string kind, string segment, int shards)
    {
        ulong hash = 14695981039346656037;
        hash = Add(hash, kind);
        hash = (hash ^ (byte)'/') * 1099511628211;
        hash = Add(hash, segment);
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return (int)(hash % (ulong)shards);
    }

    // Kinds and segments are ASCII: every other character is written %XX.
    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text) hash = (hash ^ (byte)c) * 1099511628211;
        return hash;
    }
}
