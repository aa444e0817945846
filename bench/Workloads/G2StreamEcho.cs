using Actors.Remote;

namespace Actors.Bench.Workloads;

internal sealed class G2StreamEcho : Workload
{
    internal override string Id => "G2";

    internal override string Description => "baseline: round trip of a 64 B message on that stream";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        await using GrpcLinkTransport transport = GrpcPeers.Create();
        await using ILinkStream link = await transport.ConnectAsync("127.0.0.1", peer.Port, default);
        byte[] message = GrpcPeers.Message(64);
        await report.MeasureAsync(() => Clock.RoundTripsAsync(20_000, () => GrpcPeers.EchoAsync(link, message)));
    }

    internal override Task<int> ServeAsync() => GrpcPeers.ListenAsync(GrpcPeers.EchoAllAsync);
}
