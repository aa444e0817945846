using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>One program under many orders of its turns: what may differ differs, what is promised holds.</summary>
/// <remarks>
/// The manual dispatcher runs on one thread, so a turn that is scheduled twice is not run by two threads there but run
/// again, and finds that it cannot go idle: seen to fail ("turns without end") when <c>MpscQueue.Signal</c> reports
/// without regard to the flag. Two threads in one turn are for <see cref="MpscQueueStressTests"/> to find.
/// </remarks>
public sealed class SeededProgramTests
{
    private const int Seeds = 1_000;
    private const int Workers = 5;
    private const int Jobs = 20;

    [Fact]
    public void Program_UnderAThousandSeeds_KeepsItsPromises()
    {
        var orders = new HashSet<string>();
        for (int seed = 0; seed < Seeds; seed++)
        {
            try
            {
                orders.Add(Run(seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }

        Assert.True(orders.Count > Seeds * 9 / 10, $"{orders.Count} different orders in {Seeds} seeds");
    }

    /// <summary>Workers that await, fail and are stopped by poison; a collector that watches them. Returns the order in which things happened.</summary>
    private static string Run(int seed)
    {
        var order = new List<string>();
        var stage = new Stage(seed, options => options with { Supervision = SupervisionStrategy.Always(Directive.Resume) });
        var last = new int[Workers];
        int ended = 0;
        var collector = stage.Spawn(
            Behavior.Receive<(int Worker, int Job)>((_, m) =>
            {
                order.Add($"{m.Worker}.{m.Job}");
                if (m.Job <= last[m.Worker]) throw new InvalidOperationException($"{m.Job} after {last[m.Worker]}");
                last[m.Worker] = m.Job;
                return Behavior.Same<(int, int)>();
            }).OnSignal((_, signal) =>
            {
                if (signal is Terminated) ended++;
                return Behavior.Same<(int, int)>();
            }),
            "collector");
        for (int w = 0; w < Workers; w++)
        {
            int worker = w;
            var actor = stage.Spawn(
                Behavior.ReceiveAsync<int>(async (context, job) =>
                {
                    if (job % 3 == 0) await Task.Yield();
                    if (job % 7 == 0) throw new Boom();
                    collector.Tell((worker, job));
                    return Behavior.Same<int>();
                }),
                $"worker{w}");
            ((ILocalRef)collector).Cell.Watch(actor);
            for (int job = 1; job <= Jobs; job++) actor.Tell(job);
            ActorSystem.Poison(actor);
        }

        for (int turns = 0; stage.Dispatcher.RunOne(); turns++) Assert.True(turns < 10_000, "turns without end");
        Assert.Equal(Workers, ended);
        Assert.Equal(Workers * (Jobs - (Jobs / 7)), order.Count);
        Assert.Equal(Workers * (Jobs / 7), stage.DeadLetters.Count(DeadLetterReason.HandlerFailed));
        stage.Dispose();
        return string.Join(' ', order);
    }
}
