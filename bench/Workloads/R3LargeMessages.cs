using System.Diagnostics;
using Actors.Remote;

namespace Actors.Bench.Workloads;

[Message("bench.payload")]
internal sealed record Payload(byte[] Bytes);

/// <summary>In slices that alternate with slices of raw 64 KiB frames (G1) between the same two processes, each with its memory.</summary>
internal sealed class R3LargeMessages : Workload
{
    private const int Slices = 10, SliceMessages = 2_000, Bytes = 64 * 1024;

    internal override string Id => "R3";

    internal override string Description => "messages of 64 KiB to an actor in another process, beside raw frames";

    /// <summary>The heaps of both processes may have 128 MiB, as in a container of 170: without a limit the collector fills what room there is.</summary>
    internal override IReadOnlyDictionary<string, string> RuntimeSettings { get; } = new Dictionary<string, string> { ["GCHeapHardLimit"] = "8000000" };

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            var facts = RemotePeers.Resolve<RoundTrip>(system, peer, "facts");
            var port = await RemotePeers.AskFactAsync(facts, RemotePeers.RawPort);
            await using GrpcLinkTransport transport = GrpcPeers.Create();
            await using ILinkStream link = await transport.ConnectAsync("127.0.0.1", (int)port, default);
            ActorRef<Payload> counter = RemotePeers.Resolve<Payload>(system, peer, "counter");
            ActorRef<AwaitCount> end = RemotePeers.Resolve<AwaitCount>(system, peer, "counter");
            byte[] bytes = new byte[Bytes];
            new Random(1).NextBytes(bytes);
            byte[] frame = GrpcPeers.Message(Bytes);
            await report.MeasureAsync(async () =>
            {
                var (told, raw, ratios) = (0d, 0d, new List<double>());
                for (int slice = 0; slice < Slices; slice++)
                {
                    double rawSeconds = await GrpcPeers.SendAllAsync(link, frame, SliceMessages);
                    double toldSeconds = await TellAllAsync(counter, end, bytes);
                    (told, raw) = (told + toldSeconds, raw + rawSeconds);
                    ratios.Add(rawSeconds / toldSeconds);
                }

                ratios.Sort();
                const double megabytes = (double)Slices * SliceMessages * Bytes / 1e6;
                return
                [
                    new("rate", megabytes / told, "MB/s"), new("raw", megabytes / raw, "MB/s"), new("ratio", ratios[ratios.Count / 2], "of raw"),
                    new("sender.peak", ProcessFacts.PeakMegabytes, "MB"), new("receiver.peak", await RemotePeers.AskFactAsync(facts, RemotePeers.PeakMegabytes), "MB"),
                ];
            });
        }
    }

    internal override async Task<int> ServeAsync()
    {
        int raw = await GrpcPeers.ListenAsync(GrpcPeers.AnswerEndsAsync);
        return await RemotePeers.ServeAsync(system => RemotePeers.SpawnFacts(system, raw));
    }

    private static async Task<double> TellAllAsync(ActorRef<Payload> counter, ActorRef<AwaitCount> end, byte[] bytes)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < SliceMessages; i++)
        {
            ValueTask told = counter.TellAsync(new Payload(bytes));
            if (!told.IsCompletedSuccessfully) await told;
        }

        await RemotePeers.AwaitCountAsync(end, SliceMessages);
        return Clock.SecondsSince(start);
    }
}
