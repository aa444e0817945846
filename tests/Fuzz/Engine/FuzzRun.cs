using System.Diagnostics;
using System.Globalization;
using Actors.Fuzz.Targets;

namespace Actors.Fuzz;

/// <summary>All targets, on as many threads as there are cores, each thread with targets and a seed of its own.</summary>
internal static class FuzzRun
{
    internal static FuzzTarget[] NewTargets() => [new FrameTarget(), new ChunkTarget(), new MessagePackTarget(), new CodecTarget(), new PathTarget(), new SessionTarget()];

    /// <exception cref="AggregateException">A promise was broken.</exception>
    internal static string Run(long cases, ulong seed, int threads)
    {
        long began = Stopwatch.GetTimestamp();
        var loops = new List<(FuzzTarget Target, FuzzLoop Loop, TimeSpan Time)>[threads];
        var errors = new List<Exception>();
        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            loops[thread] = RunThread(cases / threads, seed + (ulong)thread, errors);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        if (errors.Count > 0) throw new AggregateException($"with the seed {seed}", errors);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lines = loops.SelectMany(all => all).GroupBy(run => run.Target.Name).Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{group.Key}: {group.Sum(run => run.Loop.Cases)} cases in {group.Sum(run => run.Time.TotalSeconds):0.0} s, {group.Max(run => run.Loop.Outcomes)} kinds of outcomes, at most {group.Max(run => run.Target.MostAllocated)} bytes allocated"));
        long total = loops.SelectMany(all => all).Sum(run => run.Loop.Cases);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join('\n', lines)}\n{total} cases in {seconds:0.0} s on {threads} threads: {total / seconds:0} a second, none broke a promise (seed {seed})");
    }

    private static List<(FuzzTarget Target, FuzzLoop Loop, TimeSpan Time)> RunThread(long cases, ulong seed, List<Exception> errors)
    {
        var done = new List<(FuzzTarget, FuzzLoop, TimeSpan)>();
        foreach (var target in NewTargets())
        {
            using var owned = target as IDisposable;
            long began = Stopwatch.GetTimestamp();
            var loop = new FuzzLoop(target, seed);
            try
            {
                loop.Run((cases * target.Share / 1000) + 1);
            }
            catch (Exception error) // the others still run
            {
                lock (errors) errors.Add(error);
            }

            done.Add((target, loop, Stopwatch.GetElapsedTime(began)));
        }

        return done;
    }
}
