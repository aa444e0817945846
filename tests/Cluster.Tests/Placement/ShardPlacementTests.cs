using FsCheck;
using FsCheck.Fluent;

namespace Actors.Cluster.Tests;

/// <summary>Seen to fail: quotas given to the first in the alphabet instead of to those who have most break the fewest moves.</summary>
public sealed class ShardPlacementTests
{
    /// <summary>Some shards of which each is unowned, owned by an active member, or by one that is gone.</summary>
    private static readonly Arbitrary<(MemberId?[] Owners, MemberId[] Active)> Cases = (
        from shards in Gen.Choose(1, 96)
        from members in Gen.Choose(1, 9)
        from owners in Gen.Choose(-1, members + 1).ArrayOf(shards)
        select (Array.ConvertAll(owners, static o => o < 0 ? (MemberId?)null : Member(o)), Enumerable.Range(0, members).Select(Member).ToArray())).ToArbitrary();

    [Fact]
    public void Assign_Any_SplitsAllShardsEvenlyAmongTheActive() =>
        Prop.ForAll(Cases, static c =>
        {
            var target = ShardPlacement.Assign(c.Owners, c.Active);
            var counts = c.Active.Select(id => target.Count(t => t == id)).ToList();
            return target.All(static t => t is not null) && counts.Sum() == c.Owners.Length && counts.Max() - counts.Min() <= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Assign_Any_MovesAsFewAsAnEvenSplitAllows() =>
        Prop.ForAll(Cases, static c =>
        {
            var target = ShardPlacement.Assign(c.Owners, c.Active);
            int quota = c.Owners.Length / c.Active.Length, larger = c.Owners.Length % c.Active.Length;
            // The best any even split can keep: the larger quotas go to those who have most.
            int best = c.Active.Select(id => c.Owners.Count(o => o == id)).OrderDescending().Select((has, i) => Math.Min(has, i < larger ? quota + 1 : quota)).Sum();
            return c.Owners.Where((owner, shard) => owner is not null && owner == target[shard]).Count() == best;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Assign_Any_IsPureAndIsDoneAfterOneRound() =>
        Prop.ForAll(Cases, static c =>
        {
            var before = c.Owners.ToArray();
            var first = ShardPlacement.Assign(c.Owners, c.Active);
            return c.Owners.SequenceEqual(before) && first.SequenceEqual(ShardPlacement.Assign(c.Owners, c.Active)) && first.SequenceEqual(ShardPlacement.Assign(first, c.Active));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Assign_NobodyActive_GivesNothing() => Assert.All(ShardPlacement.Assign([Member(1), null], []), static t => Assert.Null(t));

    private static MemberId Member(int number) => new($"n{number}", (ulong)number + 1);
}
