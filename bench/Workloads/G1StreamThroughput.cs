using Actors.Remote;

namespace Actors.Bench.Workloads;

internal sealed class G1StreamThroughput : Workload
{
    internal override string Id => "G1";

    internal override string Description => "baseline: raw gRPC stream of our transport, messages of 64 B, 16 KiB and 64 KiB";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        await using GrpcLinkTransport transport = GrpcPeers.Create();
        await using ILinkStream link = await transport.ConnectAsync("127.0.0.1", peer.Port, default);
        await MeasureAsync(report, link, 64, "64B", 200_000, 1);
        await MeasureAsync(report, link, 64, "64Bx256", 4_000_000, 256);
        await MeasureAsync(report, link, 16 * 1024, "16KiB", 60_000, 1);
        await MeasureAsync(report, link, 64 * 1024, "64KiB", 20_000, 1);
    }

    internal override Task<int> ServeAsync() => GrpcPeers.ListenAsync(GrpcPeers.AnswerEndsAsync);

    /// <param name="report">Where the figures go.</param>
    /// <param name="link">To the second process.</param>
    /// <param name="size">Bytes of a message.</param>
    /// <param name="name">The figure's.</param>
    /// <param name="count">Messages of a run.</param>
    /// <param name="perWrite">Messages that are written and flushed together.</param>
    private static Task MeasureAsync(Report report, ILinkStream link, int size, string name, int count, int perWrite) => report.MeasureAsync(async () =>
    {
        byte[] messages = [.. Enumerable.Repeat(GrpcPeers.Message(size), perWrite).SelectMany(message => message)];
        double seconds = await GrpcPeers.SendAllAsync(link, messages, count / perWrite);
        return [new($"{name}.rate", count / seconds, "msg/s"), new($"{name}.bytes", (double)count * size / seconds / 1e6, "MB/s")];
    });
}
