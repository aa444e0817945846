namespace Actors.Cluster;

/// <summary>Who owns a shard in a snapshot.</summary>
/// <param name="Owner">The owner's address with its incarnation; null if nobody owns it, or its owner is dead and the shard not yet taken.</param>
/// <param name="Token">The fencing token: grows with every change of the owner, and never goes back.</param>
public readonly record struct ShardOwner(NodeAddress? Owner, ulong Token);
