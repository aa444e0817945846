using System.Diagnostics;
using System.Net.Sockets;

namespace Actors.Bench.Workloads;

internal sealed class T1TcpThroughput : Workload
{
    private const int ChunkBytes = 64 * 1024;
    private const int Chunks = 40_000;

    internal override string Id => "T1";

    internal override string Description => "baseline: raw TCP, writes of 64 KiB";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        using Socket socket = await TcpPeers.ConnectAsync(peer.Port);
        byte[] chunk = new byte[ChunkBytes];
        await report.MeasureAsync(async () =>
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Chunks; i++)
                for (int sent = 0; sent < ChunkBytes;) sent += await socket.SendAsync(chunk.AsMemory(sent));
            await socket.ReceiveAsync(chunk.AsMemory(0, 1));
            return [new("", (double)Chunks * ChunkBytes / Clock.SecondsSince(start) / 1e6, "MB/s")];
        });
    }

    internal override Task<int> ServeAsync() => TcpPeers.ListenAsync(async socket =>
    {
        byte[] buffer = new byte[ChunkBytes];
        long left = (long)Chunks * ChunkBytes;
        while (await socket.ReceiveAsync(buffer) is > 0 and var received)
        {
            left -= received;
            if (left > 0) continue;
            left += (long)Chunks * ChunkBytes;
            await socket.SendAsync(buffer.AsMemory(0, 1));
        }
    });
}
