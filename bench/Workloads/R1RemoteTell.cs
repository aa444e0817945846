using System.Diagnostics;

namespace Actors.Bench.Workloads;

internal sealed class R1RemoteTell : Workload
{
    private const int Count = 5_000_000;

    internal override string Id => "R1";

    internal override string Description => "one-way tells of (int64, 16 characters) to an actor in another process";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            ActorRef<Item> counter = RemotePeers.Resolve<Item>(system, peer, "counter");
            ActorRef<AwaitCount> end = RemotePeers.Resolve<AwaitCount>(system, peer, "counter");
            await report.MeasureAsync(async () =>
            {
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                double seconds = await TellAllAsync(counter, end, Count);
                return [new("rate", Count / seconds, "msg/s"), new("sender", (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Count, "B/msg")];
            });
        }
    }

    /// <summary>The workload once, for those that compare with it; how many seconds it took.</summary>
    internal static async Task<double> TellAllAsync(ActorRef<Item> counter, ActorRef<AwaitCount> end, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            ValueTask told = counter.TellAsync(new Item(i, "0123456789abcdef"));
            if (!told.IsCompletedSuccessfully) await told;
        }

        await RemotePeers.AwaitCountAsync(end, count);
        return Clock.SecondsSince(start);
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync();
}
