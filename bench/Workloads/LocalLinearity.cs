using System.Diagnostics;
using System.Globalization;

namespace Actors.Bench.Workloads;

/// <summary>The same number of messages over more and more busy actors, each telling itself: the cost of one must not grow with their number.</summary>
internal sealed class LocalLinearity : Workload
{
    private const int Messages = 10_000_000;

    internal override string Id => "LN";

    internal override string Description => "linearity: 1, 10, 100, 1,000, 100,000 busy actors";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        foreach (int actors in (int[])[1, 10, 100, 1_000, 100_000])
            await report.MeasureAsync(async () => [new(actors.ToString(CultureInfo.InvariantCulture), await NanosecondsEachAsync(system, actors), "ns/msg")]);
    }

    private static async Task<double> NanosecondsEachAsync(ActorSystem system, int actors)
    {
        int open = 0;
        TaskCompletionSource done = null!;
        var busy = Props.FromBehavior(Behavior.Receive<int>((context, left) =>
        {
            if (left > 0)
            {
                context.Self.Tell(left - 1);
                return Behavior.Same<int>();
            }

            if (Interlocked.Decrement(ref open) == 0) done.SetResult();
            return Behavior.Same<int>();
        }));
        ActorRef<int>[] all = [.. Enumerable.Range(0, actors).Select(_ => system.SpawnAnonymous(busy))];
        await TellAllAsync(200); // each has its mailbox's memory by then
        long start = Stopwatch.GetTimestamp();
        await TellAllAsync(Messages / actors);
        double each = Clock.SecondsSince(start) * 1e9 / Messages;
        foreach (var one in all) ActorSystem.Stop(one);
        return each;

        Task TellAllAsync(int messages)
        {
            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            open = actors;
            foreach (var one in all) one.Tell(messages - 1);
            return done.Task;
        }
    }
}
