namespace Actors;

/// <summary>
/// Looks every <see cref="Period"/> whether a thread is still in the turn or burst it was in before, and gives what waits in its slot
/// to the pool. Runs only while slots are in use: a node that does no more than ping its peers never needs it.
/// </summary>
/// <remarks>By the real clock: it concerns real threads, and no actor can see it but by getting its turn.</remarks>
internal static class SlotWatch
{
    private const int IdleLooks = 3; // few: a node that only pings its peers would be woken a hundred times a second for nothing

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private static readonly Lock Gate = new();
    private static readonly List<PoolWorker> Workers = [];
    private static readonly ITimer Timer = CreateTimer();
    private static volatile bool s_running;
    private static volatile int s_ticks;
    private static int s_idleLooks;

    /// <summary>Grows every <see cref="Period"/> while slots are in use: how a thread sees, at no cost, that time has passed.</summary>
    internal static int Ticks => s_ticks;

    /// <summary>The calling thread's worker.</summary>
    internal static PoolWorker AddWorker()
    {
        var worker = new PoolWorker();
        lock (Gate)
        {
            Workers.RemoveAll(static known => !known.Thread.IsAlive);
            Workers.Add(worker);
        }

        return worker;
    }

    /// <summary>Called by an active worker that has put something into its slot.</summary>
    internal static void Ensure()
    {
        if (!s_running) Start();
    }

    private static void Start()
    {
        lock (Gate)
        {
            if (s_running) return;
            s_running = true;
            s_idleLooks = 0;
            Timer.Change(Period, Period);
        }
    }

    private static void Look()
    {
        lock (Gate)
        {
            s_ticks++;
            if (FreeSlots()) s_idleLooks = 0;
            else if (++s_idleLooks >= IdleLooks) Stop();
        }
    }

    private static bool FreeSlots()
    {
        bool active = false;
        foreach (var worker in Workers)
        {
            if (!worker.Active) continue;
            active = true;
            int turns = Volatile.Read(ref worker.Turns);
            if (turns == worker.TurnsSeen && Interlocked.Exchange(ref worker.Next, null) is { } waiting)
                ThreadPool.UnsafeQueueUserWorkItem(waiting, preferLocal: false);
            worker.TurnsSeen = turns;
        }

        return active;
    }

    /// <summary>A worker first says that it is active, then fills its slot, which is a fence, and then reads whether the watch runs.</summary>
    private static void Stop()
    {
        s_running = false;
        Interlocked.MemoryBarrier();
        if (Workers.Exists(static worker => worker.Active)) s_running = true;
        else Timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static ITimer CreateTimer()
    {
        using (ExecutionContext.SuppressFlow())
            return TimeProvider.System.CreateTimer(static _ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
