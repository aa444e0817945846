using System.IO.Pipelines;
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
        await report.MeasureAsync(() => Clock.RoundTripsAsync(20_000, RoundTripAsync));

        async ValueTask RoundTripAsync()
        {
            await link.WriteAsync(message, default);
            ReadResult answer = await link.Input.ReadAtLeastAsync(message.Length);
            link.Input.AdvanceTo(answer.Buffer.End);
        }
    }

    internal override Task<int> ServeAsync() => GrpcPeers.ListenAsync(async link =>
    {
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in result.Buffer) await link.WriteAsync(part, default);
            link.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    });
}
