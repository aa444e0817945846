namespace Actors.TestKit.Tests;

public sealed class SeededRunsTests
{
    [Fact]
    public void Run_WithoutAFailure_RunsEachSeedOnce()
    {
        if (Environment.GetEnvironmentVariable(SeededRuns.SeedVariable) is { Length: > 0 } || Environment.GetEnvironmentVariable(SeededRuns.CountVariable) is { Length: > 0 }) return;
        var seeds = new List<int>();
        SeededRuns.Run(5, seeds.Add);
        Assert.Equal([0, 1, 2, 3, 4], seeds);
    }

    [Fact]
    public void Run_OfARaceThatOneOrderLoses_NamesTheSeed_AndTheSeedAloneLosesItAgain()
    {
        var failed = Assert.Throws<SeedFailedException>(() => SeededRuns.Run(200, Race));
        Assert.Contains($"seed {failed.Seed} failed", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"{SeededRuns.SeedVariable}={failed.Seed}", failed.Message, StringComparison.Ordinal);
        Assert.IsType<ExpectationException>(failed.InnerException);
        Assert.Throws<ExpectationException>(() => SeededRuns.Replay(failed.Seed, Race));
    }

    [Fact]
    public async Task RunAsync_ThatFails_NamesTheSeedToo()
    {
        var failed = await Assert.ThrowsAsync<SeedFailedException>(() => SeededRuns.RunAsync(3, static _ => throw new InvalidOperationException("no")));
        Assert.Equal("no", failed.InnerException!.Message);
    }

    /// <summary>A test that assumes an order which nobody promises: of two senders the first is the first to arrive.</summary>
    private static void Race(int seed)
    {
        var kit = ActorTestKit.Manual(seed);
        var probe = kit.CreateProbe<string>();
        foreach (string name in (string[])["first", "second"])
        {
            kit.Spawn(Behavior.Receive<int>((_, _) =>
            {
                probe.Ref.Tell(name);
                return Behavior.Same<int>();
            })).Tell(1);
        }

        probe.ExpectMessage("first").GetAwaiter().GetResult();
    }
}
