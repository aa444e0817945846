namespace Actors.Remote.Tests.Leaks;

/// <summary>What the process holds, after everything unreachable has been collected.</summary>
internal readonly record struct Holdings(long Bytes, int Handles, int Timers)
{
    /// <summary>Small things grow now and then: a pool's array, a table's capacity, a thread's stack of handles.</summary>
    private const long SlackBytes = 1024 * 1024;

    private const int SlackHandles = 16;

    internal static Holdings Now(CountedTime time)
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return new Holdings(GC.GetTotalMemory(forceFullCollection: true), Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0, time.Timers);
    }

    /// <summary>Waits until no more is held than <paramref name="before"/>; what ends, ends a little later. Fails saying what is too much.</summary>
    internal static async Task AreBackAtAsync(Holdings before, CountedTime time)
    {
        using var limit = new CancellationTokenSource(Nodes.TestNode.Patience);
        Holdings now;
        while (!(now = Now(time)).IsWithin(before))
        {
            Assert.False(limit.IsCancellationRequested, $"before: {before}; now: {now}");
            await Task.Yield();
        }
    }

    private bool IsWithin(Holdings before) => Bytes <= before.Bytes + SlackBytes && Handles <= before.Handles + SlackHandles && Timers <= before.Timers;
}
