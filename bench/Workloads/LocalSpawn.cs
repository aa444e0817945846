using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>Spawns named actors that then do nothing; what each keeps after a full collection. The names are the caller's and are counted.</summary>
internal sealed class LocalSpawn(string id, int actors, bool onlyByName) : Workload
{
    internal override string Id => id;

    internal override string Description => $"spawn {actors} named idle actors: rate, bytes each after a full collection";

    internal override bool OnlyByName => onlyByName;

    internal override Task RunAsync(Report report) => report.MeasureAsync(RunOnceAsync, warmups: onlyByName ? 0 : 2, runs: onlyByName ? 1 : Report.Runs);

    private async Task<Report.Figure[]> RunOnceAsync()
    {
        await using var system = ActorSystem.Create("bench");
        var idle = Props.FromBehavior(Behavior.Receive<object>(static (_, _) => Behavior.Same<object>()));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < actors; i++) system.Spawn(idle, $"actor-{i}");
        double spawning = Clock.SecondsSince(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        long after = GC.GetTotalMemory(forceFullCollection: true);
        start = Stopwatch.GetTimestamp();
        await system.ShutdownAsync(TimeSpan.FromMinutes(2));
        double stopping = Clock.SecondsSince(start);
        return
        [
            new("rate", actors / spawning / 1e3, "k spawns/s"),
            new("idle", (after - before) / (double)actors, "B/actor"),
            new("alloc", allocated / (double)actors, "B/spawn"),
            new("stop", actors / stopping / 1e3, "k stops/s"),
        ];
    }
}
