using System.Diagnostics;

namespace Actors.Bench.Workloads;

internal sealed class R2bConcurrentAsks : Workload
{
    private const int Count = 500_000;
    private const int Askers = 64;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal override string Id => "R2b";

    internal override string Description => "64 concurrent askers of an actor in another process";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            ActorRef<RoundTrip> echo = RemotePeers.Resolve<RoundTrip>(system, peer, "echo");
            await report.MeasureAsync(async () =>
            {
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Run(() => AskAsync(echo))));
                double seconds = Clock.SecondsSince(start);
                const int asks = Count / Askers * Askers;
                return [new("rate", asks / seconds, "asks/s"), new("asker", (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)asks, "B/ask")];
            });
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync();

    private static async Task AskAsync(ActorRef<RoundTrip> echo)
    {
        for (int i = 0; i < Count / Askers; i++) await echo.Ask<RoundTrip, RoundTrip>(new RoundTrip(i), Timeout);
    }
}
