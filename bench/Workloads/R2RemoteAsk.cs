namespace Actors.Bench.Workloads;

internal sealed class R2RemoteAsk : Workload
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal override string Id => "R2";

    internal override string Description => "round trips to an actor in another process, one at a time";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            ActorRef<RoundTrip> echo = RemotePeers.Resolve<RoundTrip>(system, peer, "echo");
            await report.MeasureAsync(() => Clock.RoundTripsAsync(50_000, async () => await echo.Ask<RoundTrip, RoundTrip>(new RoundTrip(1), Timeout)));
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync();
}
