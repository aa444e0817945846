using System.Globalization;
using Xunit.Abstractions;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// Three nodes on a network where each step takes its time, that is cut, stalled and healed, whose sessions are closed and one of
/// whose nodes is stopped and started again, all as a seed says, while everybody tells, asks, watches and delivers.
/// And over real gRPC, as far as that can be disturbed.
/// </summary>
/// <remarks>
/// ACTORS_CHAOS_SEEDS says how many seeds; 8 by default. Seen to fail while a life that had been named and never met did not end
/// when a later one was met: its watchers were not told; while the last words of one life ended watches of the next; and while a
/// peer that was gone between its streams was waited for.
/// </remarks>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly int s_seeds = int.Parse(Environment.GetEnvironmentVariable("ACTORS_CHAOS_SEEDS") ?? "8", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public async Task Cluster_InChaos_KeepsItsPromises(int dataStreams, bool isReal)
    {
        for (int seed = dataStreams == 1 ? 1 : 2; seed <= s_seeds; seed += 2)
        {
            output.WriteLine($"seed {seed}");
            await using var world = await ChaosWorld.StartAsync(seed, dataStreams, isReal);
            await world.RageAsync(steps: 80);
            await world.CalmAsync();
            await world.VerifyAsync();
        }
    }
}
