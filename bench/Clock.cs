using System.Diagnostics;

namespace Actors.Bench;

/// <summary>Times, and what they say.</summary>
internal static class Clock
{
    internal static double SecondsSince(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    /// <summary>Runs round trips one after the other; p50 and p99 in microseconds.</summary>
    internal static async Task<Report.Figure[]> RoundTripsAsync(int count, Func<ValueTask> roundTrip)
    {
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await roundTrip();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return [new("p50", times[count / 2], "us"), new("p99", times[count * 99 / 100], "us")];
    }
}
