using Actors.Remote;

namespace Actors.Bench.Workloads;

/// <summary>In turns with R1 between two other processes.</summary>
internal sealed class R5TlsTell : Workload
{
    private const int Count = 5_000_000;
    private const string Folder = "ACTORS_BENCH_CERTIFICATES";

    internal override string Id => "R5";

    internal override string Description => "R1 over mutual TLS, beside R1";

    internal override async Task RunAsync(Report report)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-bench-");
        try
        {
            BenchCertificates.Write(folder.FullName);
            using PeerProcess plain = await PeerProcess.StartAsync(this);
            Environment.SetEnvironmentVariable(Folder, folder.FullName); // the second process has it from here
            using PeerProcess secret = await PeerProcess.StartAsync(this);
            var (plainSystem, _) = await RemotePeers.StartAsync("plain");
            await using var endPlain = plainSystem;
            var (tlsSystem, _) = await RemotePeers.StartAsync("bench", WithTls);
            await using var endTls = tlsSystem;
            ActorRef<Item> plainCounter = RemotePeers.Resolve<Item>(plainSystem, plain, "counter"), counter = RemotePeers.Resolve<Item>(tlsSystem, secret, "counter");
            ActorRef<AwaitCount> plainEnd = RemotePeers.Resolve<AwaitCount>(plainSystem, plain, "counter"), end = RemotePeers.Resolve<AwaitCount>(tlsSystem, secret, "counter");
            await report.MeasureAsync(async () =>
            {
                double without = await R1RemoteTell.TellAllAsync(plainCounter, plainEnd, Count);
                double with = await R1RemoteTell.TellAllAsync(counter, end, Count);
                return [new("rate", Count / with, "msg/s"), new("R1", Count / without, "msg/s"), new("ratio", without / with, "of R1")];
            });
        }
        finally
        {
            Environment.SetEnvironmentVariable(Folder, null);
            folder.Delete(recursive: true);
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync(change: WithTls);

    private static RemoteOptions WithTls(RemoteOptions options) =>
        Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder ? options with { Tls = BenchCertificates.Read(folder) } : options;
}
