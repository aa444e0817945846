namespace Actors.Cluster;

/// <summary>What differs between two snapshots. A node that came back under a new incarnation is in both of the first two.</summary>
/// <param name="Appeared">Members that are alive now and were not, or not under this incarnation.</param>
/// <param name="Gone">Members that were alive and are dead, gone, or succeeded by another incarnation. They never come back.</param>
/// <param name="Changed">Members that are alive in both, in another state now.</param>
/// <param name="Shards">Shards with another owner or token.</param>
public sealed record MembershipDifference(IReadOnlyList<Member> Appeared, IReadOnlyList<Member> Gone, IReadOnlyList<Member> Changed, IReadOnlyList<int> Shards);
