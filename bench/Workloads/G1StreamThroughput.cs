using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Actors.Remote;

namespace Actors.Bench.Workloads;

internal sealed class G1StreamThroughput : Workload
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>A message of this length asks for an answer: all before it has been read.</summary>
    private const int EndMark = 1;

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

    internal override Task<int> ServeAsync() => GrpcPeers.ListenAsync(async link =>
    {
        byte[] answer = GrpcPeers.Message(EndMark);
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            ReadOnlySequence<byte> bytes = result.Buffer;
            int asked = 0;
            while (FrameReader.TryTake(ref bytes, MaxBytes, out ReadOnlySequence<byte> message))
                if (message.Length == EndMark) asked++;
            link.Input.AdvanceTo(bytes.Start, bytes.End);
            for (; asked > 0; asked--) await link.WriteAsync(answer, default);
            if (result.IsCompleted) return;
        }
    });

    /// <param name="report">Where the figures go.</param>
    /// <param name="link">To the second process.</param>
    /// <param name="size">Bytes of a message.</param>
    /// <param name="name">The figure's.</param>
    /// <param name="count">Messages of a run.</param>
    /// <param name="perWrite">Messages that are written and flushed together.</param>
    private static Task MeasureAsync(Report report, ILinkStream link, int size, string name, int count, int perWrite) => report.MeasureAsync(async () =>
    {
        byte[] messages = [.. Enumerable.Repeat(GrpcPeers.Message(size), perWrite).SelectMany(message => message)];
        byte[] end = GrpcPeers.Message(EndMark);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i += perWrite) await link.WriteAsync(messages, default);
        await link.WriteAsync(end, default);
        ReadResult answer = await link.Input.ReadAtLeastAsync(end.Length);
        link.Input.AdvanceTo(answer.Buffer.End);
        double seconds = Clock.SecondsSince(start);
        return [new($"{name}.rate", count / seconds, "msg/s"), new($"{name}.bytes", (double)count * size / seconds / 1e6, "MB/s")];
    });
}
