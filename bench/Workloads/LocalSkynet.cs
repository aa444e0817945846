using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>A tree of actors, ten children each, with a million leaves; each tells its parent the sum of its leaves' numbers and stops.</summary>
internal sealed class LocalSkynet : Workload
{
    private const int Leaves = 1_000_000;
    private const int Width = 10;
    private const long Expected = (long)Leaves * (Leaves - 1) / 2;

    internal override string Id => "L6";

    internal override string Description => $"skynet: {Width} children per node, {Leaves} leaves, actors stopped afterwards";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        await report.MeasureAsync(async () =>
        {
            var sum = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            var top = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<long>((_, message) =>
            {
                sum.SetResult(message);
                return Behavior.Stopped<long>();
            })));
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            var root = system.SpawnAnonymous(Node(top, 0, Leaves));
            var stopped = ActorSystem.WhenTerminated(root);
            long result = await sum.Task;
            double summed = Clock.SecondsSince(start);
            await stopped;
            double all = Clock.SecondsSince(start);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            if (result != Expected) throw new InvalidOperationException($"the sum is {result}, not {Expected}");
            return [new("", all, "s"), new("sum", summed, "s"), new("alloc", allocated / (double)Leaves, "B/leaf")];
        });
    }

    private static Props<long> Node(ActorRef<long> parent, long first, int leaves) => Props.FromBehavior(Behavior.Setup<long>(context =>
    {
        if (leaves == 1)
        {
            parent.Tell(first);
            return Behavior.Stopped<long>();
        }

        int each = leaves / Width;
        for (int i = 0; i < Width; i++) context.SpawnAnonymous(Node(context.Self, first + (i * each), each));
        int open = Width;
        long sum = 0;
        return Behavior.Receive<long>((_, message) =>
        {
            sum += message;
            if (--open > 0) return Behavior.Same<long>();
            parent.Tell(sum);
            return Behavior.Stopped<long>();
        });
    }));
}
