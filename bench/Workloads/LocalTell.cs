using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>A thread outside tells one actor that counts, as fast as it can.</summary>
internal sealed class LocalTell : Workload
{
    private const int Messages = 10_000_000;
    private const int Slice = 2_000_000;
    private const int Round = 10_000;

    internal override string Id => "L2";

    internal override string Description => "one outside thread tells one actor that counts: a class and a 16-byte struct";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        await report.MeasureBesideChannelAsync("class", "M msg/s", 1, () => TellAsync(system, new object()));
        await report.MeasureBesideChannelAsync("struct", "M msg/s", 1, () => TellAsync(system, new Pair(1, 2)));
        await report.MeasureAsync(() => TellInRoundsAsync(system, "rounds.class", new object()));
        await report.MeasureAsync(() => TellInRoundsAsync(system, "rounds.struct", new Pair(1, 2)));
    }

    /// <summary>The steady state: the teller waits each <see cref="Round"/> messages until they are counted, so the mailbox does not grow.</summary>
    private static async Task<Report.Figure[]> TellInRoundsAsync<T>(ActorSystem system, string name, T message)
    {
        int count = 0;
        var counter = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<T>((_, _) =>
        {
            Volatile.Write(ref count, count + 1);
            return Behavior.Same<T>();
        })));
        var done = new TaskCompletionSource<(double Rate, double Bytes)>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            for (int told = 0; told < Messages;)
            {
                for (int i = 0; i < Round; i++, told++) counter.Tell(message);
                var wait = default(SpinWait);
                while (Volatile.Read(ref count) < told) wait.SpinOnce(sleep1Threshold: -1);
            }

            double rate = Messages / Clock.SecondsSince(start) / 1e6;
            done.SetResult((rate, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages));
        }).Start();
        var (rate, bytes) = await done.Task;
        ActorSystem.Stop(counter);
        return [new(name, rate, "M msg/s"), new($"{name}.alloc", bytes, "B/msg")];
    }

    private static async Task<Report.Figure[]> TellAsync<T>(ActorSystem system, T message)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        var counter = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<T>((_, _) =>
        {
            if (++count == Slice) done.SetResult();
            return Behavior.Same<T>();
        })));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        new Thread(() =>
        {
            for (int i = 0; i < Slice; i++) counter.Tell(message);
        }).Start();
        await done.Task;
        double rate = Slice / Clock.SecondsSince(start) / 1e6;
        double bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Slice;
        ActorSystem.Stop(counter);
        return [new("", rate, ""), new("alloc", bytes, "B/msg")];
    }

    private readonly record struct Pair(long A, long B);
}
