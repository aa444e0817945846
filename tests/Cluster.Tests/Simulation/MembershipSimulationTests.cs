namespace Actors.Cluster.Tests;

/// <summary>
/// The safety of membership: at no time two servers of one shard, whatever happens; and when the misfortune is over all is
/// served again. A failing seed is run again with its log in the message.
/// </summary>
public sealed class MembershipSimulationTests
{
    private const int Seeds = 150;
    private const int SeedsToFindOut = 300;
    private static readonly TimeSpan Misfortune = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(90);

    [Fact]
    public void AnyMisfortune_NeverTwoServersOfAShard_AndAfterwardsAllIsServed() => Check(wipes: false, first: 0);

    [Fact]
    public void AnyMisfortuneAndLossOfTheStore_NeverTwoServersOfAShard_AndAfterwardsAllIsServed() => Check(wipes: true, first: 10_000);

    [Fact]
    public void AnyMisfortuneAndRestoredBackups_NeverTwoServersOfAShard_AndAfterwardsAllIsServed() => Check(wipes: false, first: 20_000, restores: true);

    // The tests below show that those above can fail: each breaks one rule.
    [Theory]
    [InlineData((int)BrokenRule.TakeoverWithoutWait)]
    [InlineData((int)BrokenRule.LeaseFromAnswer)]
    [InlineData((int)BrokenRule.TokenKept)]
    [InlineData((int)BrokenRule.ReleaseSkipped)]
    public void BrokenRule_IsFoundOut(int rule) =>
        Assert.True(FirstViolation(seed => SimChaos.World(seed, change: o => o with { Broken = (BrokenRule)rule })) is not null, $"No violation in {SeedsToFindOut} seeds.");

    [Fact]
    public void EpochNotCompared_IsFoundOut() =>
        Assert.True(FirstViolation(seed => SimChaos.World(seed, access: static store => new CarelessStore(store))) is not null, $"No violation in {SeedsToFindOut} seeds.");

    private static void Check(bool wipes, int first, bool restores = false)
    {
        for (int seed = first; seed < first + Seeds; seed++)
        {
            var world = Run(seed, wipes, restores, keepLog: false);
            if (world.Violation is null && IsServedOrEmpty(world)) continue;
            world = Run(seed, wipes, restores, keepLog: true);
            string log = world.Log.Length > 20_000 ? world.Log[^20_000..] : world.Log;
            Assert.Fail($"Seed {seed}: {world.Violation ?? "not all is served"}\n{world.State}\n{log}");
        }
    }

    private static SimWorld Run(int seed, bool wipes, bool restores, bool keepLog)
    {
        var world = SimChaos.World(seed, keepLog, wipes);
        new SimChaos(world).Run(Misfortune, wipes, restores);
        if (world.RunUntil(() => IsServedOrEmpty(world), Peace) || !(wipes || restores)) return world;
        // The store was lost together with a majority of the last view: frozen, as promised, until an operator starts a node.
        world.Start("operator");
        world.RunUntil(() => IsServedOrEmpty(world), Peace);
        return world;
    }

    private static bool IsServedOrEmpty(SimWorld world) => !world.Nodes.Any(n => n.Runs && !n.IsLeaving) || world.IsFullyServed();

    private static string? FirstViolation(Func<int, SimWorld> make)
    {
        for (int seed = 0; seed < SeedsToFindOut; seed++)
        {
            var world = make(seed);
            new SimChaos(world).Run(Misfortune);
            if (world.Violation is not null) return world.Violation;
        }

        return null;
    }
}
