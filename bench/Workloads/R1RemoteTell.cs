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
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < Count; i++)
                {
                    ValueTask told = counter.TellAsync(new Item(i, "0123456789abcdef"));
                    if (!told.IsCompletedSuccessfully) await told;
                }

                RoundTrip counted = await end.Ask<AwaitCount, RoundTrip>(replyTo => new(Count, replyTo), TimeSpan.FromMinutes(1));
                double seconds = Clock.SecondsSince(start);
                if (counted.Number != Count) throw new InvalidOperationException($"{counted.Number} of {Count} arrived");
                return [new("rate", Count / seconds, "msg/s"), new("sender", (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Count, "B/msg")];
            });
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync();
}
