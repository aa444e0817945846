namespace Actors.Cluster;

/// <summary>Where a shard is served, as far as this node knows.</summary>
/// <param name="Owner">The owner with its incarnation; null while nobody serves it (not claimed yet, or a takeover waits).</param>
/// <param name="Token">The fencing token of the owner.</param>
/// <param name="Epoch">The epoch of the snapshot that says so; a higher one knows better.</param>
public readonly record struct ShardLocation(NodeAddress? Owner, ulong Token, ulong Epoch);
