using Actors.Bench.Workloads;

namespace Actors.Bench;

/// <summary>All workloads, in the order they run. A new one is a file under Workloads/ and a line here.</summary>
internal static class Catalog
{
    internal static readonly Workload[] All =
    [
        new K1Channels(),
        new LocalPingPong("L1", outstanding: 1),
        new LocalPingPong("L1b", outstanding: 100),
        new LocalTell(),
        new LocalFanIn(),
        new LocalAsk(),
        new LocalConcurrentAsks(),
        new LocalSpawn("L5", 1_000_000, onlyByName: false),
        new LocalSpawn("L5x", 10_000_000, onlyByName: true),
        new LocalSkynet(),
        new LocalFairness(),
        new LocalLinearity(),
        new LocalObserved(),
        new T1TcpThroughput(),
        new T2TcpEcho(),
        new G1StreamThroughput(),
        new G2StreamEcho(),
        new CodecAlone(),
        new R1RemoteTell(),
        new R2RemoteAsk("R2", inline: false),
        new R2RemoteAsk("R2i", inline: true),
        new R2bConcurrentAsks(),
        new R3LargeMessages(),
        new R4ManyPairs(),
        new R5TlsTell(),
        new R6Idle(),
        new R7Flood(),
        new RHHostilePeer(),
        .. HostileAttacks.All.Select(static attack => new RHHostilePeer(attack)),
        new HostileAttacker(),
        new S1NodeStart(),
    ];

    internal static bool Has(string id) => All.Any(workload => workload.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    internal static Workload Find(string id) => All.First(workload => workload.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
