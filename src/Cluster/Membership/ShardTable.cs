namespace Actors.Cluster;

/// <summary>
/// What this node may serve, with the lease it depends on: one immutable object, so that a reader never combines the
/// shards of one incarnation with the lease of another.
/// </summary>
internal sealed record ShardTable(Lease? Lease, ulong[] Tokens, ulong Epoch)
{
    internal static readonly ShardTable None = new(null, [], 0);

    internal bool Owns(int shard, out ulong token)
    {
        token = (uint)shard < (uint)Tokens.Length ? Tokens[shard] : 0;
        return token != 0 && Lease!.IsValid;
    }
}
