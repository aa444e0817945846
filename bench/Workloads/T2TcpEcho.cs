using System.Net.Sockets;

namespace Actors.Bench.Workloads;

internal sealed class T2TcpEcho : Workload
{
    private const int MessageBytes = 69; // G2's with its prefix

    internal override string Id => "T2";

    internal override string Description => "baseline: round trip over raw TCP";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        using Socket socket = await TcpPeers.ConnectAsync(peer.Port);
        byte[] message = new byte[MessageBytes];
        await report.MeasureAsync(() => Clock.RoundTripsAsync(20_000, async () =>
        {
            await socket.SendAsync(message);
            for (int received = 0; received < MessageBytes;) received += await socket.ReceiveAsync(message.AsMemory(received));
        }));
    }

    internal override Task<int> ServeAsync() => TcpPeers.ListenAsync(async socket =>
    {
        byte[] buffer = new byte[MessageBytes];
        while (await socket.ReceiveAsync(buffer) is > 0 and var received) await socket.SendAsync(buffer.AsMemory(0, received));
    });
}
