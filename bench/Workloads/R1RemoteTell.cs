using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Bench.Workloads;

/// <summary>Allocations are given without the message itself, and bytes on the wire without the text's own.</summary>
internal sealed class R1RemoteTell : Workload
{
    private const int Count = 5_000_000;
    private const string Text = "0123456789abcdef";

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
            ActorRef<RoundTrip> facts = RemotePeers.Resolve<RoundTrip>(system, peer, "facts");
            var (message, text) = Sizes();
            await report.MeasureAsync(async () =>
            {
                long there = await RemotePeers.AskFactAsync(facts, RemotePeers.AllocatedBytes);
                long here = GC.GetTotalAllocatedBytes(precise: true);
                double seconds = await TellAllAsync(counter, end, Count);
                here = GC.GetTotalAllocatedBytes(precise: true) - here;
                there = await RemotePeers.AskFactAsync(facts, RemotePeers.AllocatedBytes) - there;
                return
                [
                    new("rate", Count / seconds, "msg/s"),
                    new("sender", (here / (double)Count) - message, "B/msg"),
                    new("receiver", (there / (double)Count) - message - text, "B/msg"),
                ];
            }, warmups: 4);
            await report.MeasureAsync(async () => [new("wire", (await BytesSentAsync(() => TellAllAsync(counter, end, Count)) / (double)Count) - Text.Length, "B/msg")], warmups: 0, runs: 1);
        }
    }

    /// <summary>The workload once, for those that compare with it; how many seconds it took.</summary>
    internal static async Task<double> TellAllAsync(ActorRef<Item> counter, ActorRef<AwaitCount> end, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            ValueTask told = counter.TellAsync(new Item(i, Text));
            if (!told.IsCompletedSuccessfully) await told;
        }

        await RemotePeers.AwaitCountAsync(end, count);
        return Clock.SecondsSince(start);
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync(static system => RemotePeers.SpawnFacts(system, rawPort: 0));

    /// <summary>What the message takes here, and what its text takes where it is made anew.</summary>
    private static (long Message, long Text) Sizes()
    {
        long start = GC.GetAllocatedBytesForCurrentThread();
        var item = new Item(1, Text);
        long message = GC.GetAllocatedBytesForCurrentThread() - start;
        var text = new string(item.Text.AsSpan());
        return (message, GC.GetAllocatedBytesForCurrentThread() - start - message + (text.Length - item.Text.Length));
    }

    private static async Task<long> BytesSentAsync(Func<Task> work)
    {
        long bytes = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Name == "actors.remote.bytes.sent") listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, sent, _, _) => Interlocked.Add(ref bytes, sent));
        listener.Start();
        await work();
        return bytes;
    }
}
