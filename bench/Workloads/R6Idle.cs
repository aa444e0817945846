using System.Globalization;
using Actors.Remote;

namespace Actors.Bench.Workloads;

/// <summary>One node alone in this process; its peers are in the other, so that only what one node takes is counted here.</summary>
internal sealed class R6Idle : Workload
{
    private const int Peers = 10;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    internal override string Id => "R6";

    internal override string Description => "what a node takes of a core that is linked with 10 peers and has nothing to do";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, node) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            for (int i = 0; i < Peers; i++)
            {
                int port = i == 0 ? peer.Port : (int)await RemotePeers.AskFactAsync(RemotePeers.Resolve<RoundTrip>(system, peer, "facts"), i);
                var echo = system.Resolve<RoundTrip>(string.Create(CultureInfo.InvariantCulture, $"actors://peer@127.0.0.1:{port}/user/echo"));
                await echo.Ask<RoundTrip, RoundTrip>(new RoundTrip(1), TimeSpan.FromSeconds(30));
            }

            await report.MeasureAsync(
                async () =>
                {
                    double before = ProcessFacts.ProcessorSeconds;
                    await Task.Delay(Watched);
                    double share = (ProcessFacts.ProcessorSeconds - before) / Watched.TotalSeconds;
                    int connected = node.Peers.Count(state => state.State == LinkState.Connected);
                    if (connected != Peers) throw new InvalidOperationException($"{connected} of {Peers} peers are connected");
                    return [new("cpu", share * 100, "% of a core"), new("memory", ProcessFacts.Megabytes, "MB")];
                },
                warmups: 1);
        }
    }

    internal override async Task<int> ServeAsync()
    {
        int[] ports = new int[Peers];
        for (int i = 1; i < Peers; i++) ports[i] = await RemotePeers.ServeAsync();
        return await RemotePeers.ServeAsync(system => system.Spawn(Props.FromBehavior(Behavior.Receive<RoundTrip>((context, ask) =>
        {
            context.Reply(new RoundTrip(ports[ask.Number]));
            return Behavior.Same<RoundTrip>();
        })), "facts"));
    }
}
