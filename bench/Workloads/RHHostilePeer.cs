using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>
/// R2's round trip of a healthy peer while another peer attacks the node it asks, in slices that alternate with slices without
/// the attack, and what the attack costs the node while nobody asks. The attacker is a third process that gives way to the other two:
/// a real one would have a machine of its own. RH is all attacks; RH.pings, and so on, one of them.
/// </summary>
internal sealed class RHHostilePeer((string Name, Func<int, CancellationToken, Task> Run)? only = null) : Workload
{
    private const int Slices = 10, SliceAsks = 200, StopAttack = -1;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(100);

    internal override string Id => only is { } one ? $"RH.{one.Name}" : "RH";

    internal override string Description => only is null ? "round trips to a node that is under attack, beside those to the same node in peace" : "one attack of RH";

    internal override bool OnlyByName => only is not null;

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        using PeerProcess hostile = await PeerProcess.StartAsync(new HostileAttacker());
        await hostile.GiveWayAsync();
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            var echo = RemotePeers.Resolve<RoundTrip>(system, peer, "echo");
            var attacker = RemotePeers.Resolve<Attack>(system, hostile, "attacker");
            await report.MeasureAsync(
                async () =>
                {
                    var figures = new List<Report.Figure>();
                    for (int kind = 0; kind < HostileAttacks.All.Length; kind++)
                    {
                        string name = HostileAttacks.All[kind].Name;
                        if (only is { } one && one.Name != name) continue;
                        var cpu = TimeSpan.Zero;
                        var (calm, attacked) = (new List<double>(), new List<double>());
                        for (int slice = 0; slice < Slices; slice++)
                        {
                            await SliceAsync(calm, echo);
                            await attacker.Ask<Attack, RoundTrip>(new Attack(kind, peer.Port), Timeout);
                            var before = peer.ProcessorTime;
                            await Task.Delay(UnderWay);
                            cpu += peer.ProcessorTime - before;
                            await SliceAsync(attacked, echo);
                            await attacker.Ask<Attack, RoundTrip>(new Attack(StopAttack, 0), Timeout);
                        }

                        var (own, under) = (Quantile(calm, 0.99), Quantile(attacked, 0.99));
                        string prefix = only is null ? $"{name}." : "";
                        figures.AddRange([new($"{prefix}calm", own, "us p99"), new($"{prefix}p99", under, "us p99"), new($"{prefix}ratio", under / own, "times its own"), new($"{prefix}cpu", 100 * (cpu / (Slices * UnderWay)), "% of a core")]);
                    }

                    return [.. figures];
                },
                warmups: 2, // the code that meets an attack is compiled, and what an address may do before it has to wait is done
                runs: 3);
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync();

    private static async Task SliceAsync(List<double> all, ActorRef<RoundTrip> echo)
    {
        for (int i = 0; i < SliceAsks; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await echo.Ask<RoundTrip, RoundTrip>(new RoundTrip(1), Timeout);
            all.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private static double Quantile(List<double> values, double share)
    {
        values.Sort();
        return values[(int)(values.Count * share)];
    }
}
