namespace Actors.TestKit;

/// <summary>
/// Lets a system go on until something has happened: on a manual dispatcher with virtual time by running turns and moving
/// the clock on the calling thread, else by waiting for a change with a deadline. Never sleeps, never blocks.
/// </summary>
internal sealed class TestPump(ActorSystem system)
{
    private readonly ManualDispatcher? _manual = system.Dispatcher as ManualDispatcher;
    private readonly VirtualTime? _virtual = system.Time as VirtualTime;

    /// <summary>How the run can be had again, for messages; empty on real threads.</summary>
    internal string Replay => _manual is null ? "" : _manual.Seed is { } seed ? $" (seed {seed})" : " (turns in order)";

    /// <summary>True once <paramref name="isReady"/> holds; false if it does not within <paramref name="within"/> of the system's time.</summary>
    /// <param name="isReady">Asked after each turn or change, and not again once it holds; it may take what it waits for. Thread-safe.</param>
    /// <param name="change">A task that ends with the next change that could make it so; taken before <paramref name="isReady"/> is asked.</param>
    /// <param name="within">Not negative.</param>
    internal ValueTask<bool> WaitAsync(Func<bool> isReady, Func<Task> change, TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        return _manual is { } manual ? new ValueTask<bool>(RunUntil(manual, isReady, within)) : WaitForThreadsAsync(isReady, change, within);
    }

    private bool RunUntil(ManualDispatcher manual, Func<bool> isReady, TimeSpan within)
    {
        var left = within;
        for (int turns = 0; !isReady(); turns++)
        {
            if (manual.RunOne())
            {
                if (turns < ManualDispatcher.DefaultLimit) continue;
                throw new ExpectationException($"after {turns} turns there is no end in sight; do actors tell each other without end?{Replay}");
            }

            if (_virtual is null || left <= TimeSpan.Zero) return false;
            var step = _virtual.NextDue is { } due && due < left ? due : left;
            _virtual.AdvanceBy(step);
            left -= step;
        }

        return true;
    }

    private async ValueTask<bool> WaitForThreadsAsync(Func<bool> isReady, Func<Task> change, TimeSpan within)
    {
        long start = system.Time.GetTimestamp();
        while (true)
        {
            var changed = change();
            if (isReady()) return true;
            var left = within - system.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await changed.WaitAsync(left, system.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return isReady(); // what came at the last moment counts
            }
        }
    }
}
