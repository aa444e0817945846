namespace Actors.Cluster.Tests;

/// <summary>
/// The safety of membership: at no time two servers of one shard, whatever happens; and when the misfortune is over all is
/// served again. A failing seed is run again with its log in the message.
/// </summary>
public sealed class MembershipSimulationTests
{
    private const int Seeds = 300;
    private static readonly TimeSpan Misfortune = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(90);

    [Fact]
    public void AnyMisfortune_NeverTwoServersOfAShard_AndAfterwardsAllIsServed() => Check(wipes: false, first: 0);

    [Fact]
    public void AnyMisfortuneAndLossOfTheStore_NeverTwoServersOfAShard_AndAfterwardsAllIsServed() => Check(wipes: true, first: 10_000);

    // The two tests below show that the one above can fail: each breaks one rule of the production code.
    [Fact]
    public void TakeoverWithoutWait_IsFoundOut() =>
        Assert.True(FirstViolation(o => o with { TakeoverWaitForTests = TimeSpan.Zero }) is not null, $"No violation in {Seeds} seeds.");

    [Fact]
    public void LeaseCountedFromTheAnswer_IsFoundOut() =>
        Assert.True(FirstViolation(o => o with { LeaseFromResponseForTests = true }) is not null, $"No violation in {Seeds} seeds.");

    private static void Check(bool wipes, int first)
    {
        for (int seed = first; seed < first + Seeds; seed++)
        {
            var world = Run(seed, wipes, keepLog: false);
            if (world.Violation is null && IsServedOrEmpty(world)) continue;
            world = Run(seed, wipes, keepLog: true);
            string log = world.Log.Length > 20_000 ? world.Log[^20_000..] : world.Log;
            Assert.Fail($"Seed {seed}: {world.Violation ?? "not all is served"}\n{world.State}\n{log}");
        }
    }

    private static SimWorld Run(int seed, bool wipes, bool keepLog)
    {
        var world = SimChaos.World(seed, keepLog, wipes);
        new SimChaos(world).Run(Misfortune, wipes);
        if (world.RunUntil(() => IsServedOrEmpty(world), Peace) || !wipes) return world;
        // The store was lost together with a majority of the last view: frozen, as promised, until an operator starts a node.
        world.Start("operator");
        world.RunUntil(() => IsServedOrEmpty(world), Peace);
        return world;
    }

    private static bool IsServedOrEmpty(SimWorld world) => !world.Nodes.Any(n => n.Runs && !n.IsLeaving) || world.IsFullyServed();

    private static string? FirstViolation(Func<MembershipOptions, MembershipOptions> change)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var world = SimChaos.World(seed, change: change);
            new SimChaos(world).Run(Misfortune);
            if (world.Violation is not null) return world.Violation;
        }

        return null;
    }
}
