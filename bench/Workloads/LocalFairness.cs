using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>
/// One actor per core always has a message of its own waiting; a thousand others are told one message each, in turn, and
/// the time until each is handled is what counts.
/// </summary>
internal sealed class LocalFairness : Workload
{
    private const int Others = 1_000;
    private const int Rounds = 20;

    internal override string Id => "LF";

    internal override string Description => $"fairness: p99 of {Others} actors' turn while one busy actor per core never runs dry";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        bool busy = true;
        long turns = 0;
        var hog = Props.FromBehavior(Behavior.Receive<int>((context, message) =>
        {
            Interlocked.Increment(ref turns);
            if (Volatile.Read(ref busy)) context.Self.Tell(message);
            return Behavior.Same<int>();
        }));
        for (int core = 0; core < Environment.ProcessorCount; core++)
        {
            var one = system.SpawnAnonymous(hog);
            for (int i = 0; i < 1_000; i++) one.Tell(i);
        }

        double[] times = new double[Others];
        int open = 0;
        TaskCompletionSource done = null!;
        ActorRef<Probe>[] others = [.. Enumerable.Range(0, Others).Select(_ => system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<Probe>((_, probe) =>
        {
            times[probe.Index] = Stopwatch.GetElapsedTime(probe.ToldAt).TotalMilliseconds;
            if (Interlocked.Decrement(ref open) == 0) done.SetResult();
            return Behavior.Same<Probe>();
        }))))];
        await report.MeasureAsync(async () =>
        {
            var all = new List<double>();
            for (int round = 0; round < Rounds; round++)
            {
                done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                open = Others;
                for (int i = 0; i < Others; i++) others[i].Tell(new Probe(i, Stopwatch.GetTimestamp()));
                await done.Task;
                all.AddRange(times);
            }

            all.Sort();
            return [new("p50", all[all.Count / 2], "ms"), new("p99", all[all.Count * 99 / 100], "ms"), new("max", all[^1], "ms")];
        });
        Volatile.Write(ref busy, false);
        if (turns == 0) throw new InvalidOperationException("the busy actors did not run");
    }

    private readonly record struct Probe(int Index, long ToldAt);
}
