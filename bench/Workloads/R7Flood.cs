using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>In turns with R1 between the same two processes. What does not fit into the bounds goes to the dead letters and is counted.</summary>
internal sealed class R7Flood : Workload
{
    private const int Count = 5_000_000;
    private static readonly TimeSpan Flooding = TimeSpan.FromSeconds(2);

    internal override string Id => "R7";

    internal override string Description => "tells as fast as Tell returns, whatever the link takes, beside R1: rate and memory";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            var facts = RemotePeers.Resolve<RoundTrip>(system, peer, "facts");
            ActorRef<Item> counter = RemotePeers.Resolve<Item>(system, peer, "counter");
            ActorRef<AwaitCount> end = RemotePeers.Resolve<AwaitCount>(system, peer, "counter");
            await report.MeasureAsync(async () =>
            {
                double one = Count / await R1RemoteTell.TellAllAsync(counter, end, Count);
                long lettersBefore = system.DeadLetters.Total, told = 0;
                double heap = 0; // what the last collection found in use: without the room that the collector takes for garbage
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start) < Flooding)
                {
                    for (int i = 0; i < 100_000; i++) counter.Tell(new Item(told++, "0123456789abcdef"));
                    heap = Math.Max(heap, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes / 1e6);
                }

                // An ask is told like any message and would find no room either: it waits for that behind a TellAsync.
                await counter.TellAsync(new Item(told++, "0123456789abcdef"));
                long arrived = told - (system.DeadLetters.Total - lettersBefore);
                await RemotePeers.AwaitCountAsync(end, arrived);
                double rate = arrived / Clock.SecondsSince(start);
                return
                [
                    new("rate", rate, "msg/s"), new("told", told / Flooding.TotalSeconds, "msg/s"), new("R1", one, "msg/s"), new("ratio", rate / one, "of R1"),
                    new("sender.heap", heap, "MB"), new("sender.peak", ProcessFacts.PeakMegabytes, "MB"), new("receiver.peak", await RemotePeers.AskFactAsync(facts, RemotePeers.PeakMegabytes), "MB"),
                ];
            });
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync(static system => RemotePeers.SpawnFacts(system, rawPort: 0));
}
