using System.Diagnostics;
using Actors.Remote;

namespace Actors.Bench.Workloads;

/// <summary>
/// In slices that alternate with slices of the raw echo (G2) between the same two processes: a round trip takes about 25 or about 45 us by
/// the core that a wake-up lands on, which stays for seconds, so only what was measured in the same moment can be compared.
/// </summary>
internal sealed class R2RemoteAsk(string id, bool inline) : Workload
{
    private const int Slices = 50, SliceAsks = 1000, SliceEchoes = 500;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal override string Id => id;

    internal override string Description => "round trips to an actor in another process, one at a time, beside raw ones" + (inline ? "; completions of sockets inlined" : "");

    internal override IReadOnlyDictionary<string, string> RuntimeSettings { get; } =
        inline ? new Dictionary<string, string> { ["SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" } : new Dictionary<string, string>();

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            var echo = RemotePeers.Resolve<RoundTrip>(system, peer, "echo");
            var port = await RemotePeers.Resolve<RoundTrip>(system, peer, "raw").Ask<RoundTrip, RoundTrip>(new RoundTrip(0), Timeout);
            await using GrpcLinkTransport transport = GrpcPeers.Create();
            await using ILinkStream link = await transport.ConnectAsync("127.0.0.1", (int)port.Number, default);
            byte[] message = GrpcPeers.Message(64);
            await report.MeasureAsync(async () =>
            {
                var (asks, echoes, ratios) = (new List<double>(), new List<double>(), new List<double>());
                for (int slice = 0; slice < Slices; slice++)
                {
                    double raw = await SliceAsync(echoes, SliceEchoes, () => GrpcPeers.EchoAsync(link, message));
                    double ask = await SliceAsync(asks, SliceAsks, async () => await echo.Ask<RoundTrip, RoundTrip>(new RoundTrip(1), Timeout));
                    ratios.Add(ask / raw);
                }

                return [new("p50", Quantile(asks, 0.5), "us"), new("p99", Quantile(asks, 0.99), "us"), new("raw.p50", Quantile(echoes, 0.5), "us"), new("ratio", Quantile(ratios, 0.5), "times raw")];
            });
        }
    }

    internal override async Task<int> ServeAsync()
    {
        int raw = await GrpcPeers.ListenAsync(GrpcPeers.EchoAllAsync);
        return await RemotePeers.ServeAsync(system => system.Spawn(Props.FromBehavior(Behavior.Receive<RoundTrip>((context, _) =>
        {
            context.Reply(new RoundTrip(raw));
            return Behavior.Same<RoundTrip>();
        })), "raw"));
    }

    /// <summary>The slice's median; all its times are added to <paramref name="all"/>.</summary>
    private static async Task<double> SliceAsync(List<double> all, int count, Func<ValueTask> roundTrip)
    {
        var times = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await roundTrip();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        all.AddRange(times);
        return Quantile(times, 0.5);
    }

    private static double Quantile(List<double> values, double share)
    {
        values.Sort();
        return values[(int)(values.Count * share)];
    }
}
