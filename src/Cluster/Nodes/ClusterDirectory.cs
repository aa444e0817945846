namespace Actors.Cluster;

/// <summary>Reads who is in a cluster without being a member: for clients and operators.</summary>
public static class ClusterDirectory
{
    /// <summary>The cluster as the store has it now; <see cref="MembershipSnapshot.Empty"/>'s members if it has never been there.</summary>
    /// <param name="store">The cluster's membership store.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="shardCount">As the nodes have it; see <see cref="MembershipOptions.ShardCount"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MembershipStoreException">The store does not answer.</exception>
    /// <exception cref="MembershipException">The store holds what is not a cluster's.</exception>
    public static async Task<MembershipSnapshot> ReadAsync(IMembershipStore store, string cluster, int shardCount = 1024, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var keys = new MembershipKeys(cluster);
        var view = await store.ReadConsistentAsync(keys.Prefix, cancellationToken).ConfigureAwait(false);
        return StoreImage.Parse(view, keys, shardCount, null).Snapshot;
    }
}
