namespace Actors.Cluster;

/// <summary>Whoever runs what lives in shards. Called by the membership service; must be thread-safe.</summary>
public interface IShardHost
{
    /// <summary>
    /// Ends everything that runs in the shard. Before the call <see cref="MembershipService.Owns"/> has begun to say no, so that
    /// nothing new starts. Completes when no turn of it runs any more: the next owner starts at once. If it fails or takes
    /// longer than <see cref="MembershipOptions.ReleaseTimeout"/>, the shard stays here and the hand-over is tried again later.
    /// </summary>
    ValueTask ReleaseAsync(int shard, CancellationToken cancellationToken);

    /// <summary>
    /// This node is no longer the incarnation it was (declared dead, or succeeded by another process of its name), or stands in
    /// another universe after the store lost its state, where it may own the same shards again. Everything in its shards is void and must end without writing anywhere; its successors may be running. Must not block.
    /// </summary>
    void Abandon(NodeAddress formerSelf);
}
