using Pool = System.Threading.ThreadPool;

namespace Actors;

/// <summary>The default dispatcher; see <see cref="Dispatcher.ThreadPool"/>.</summary>
/// <remarks>
/// A thread that runs turns has a one-entry slot. What becomes runnable meanwhile goes there, what it displaces goes to
/// the pool, so a message and its answer stay on one core. After <see cref="MaxLocalRuns"/> turns, or some 10 ms,
/// the thread goes back to the pool, so that others get theirs. A turn that does not end (it computes, or blocks its thread) would keep what
/// waits in the slot; <see cref="SlotWatch"/> hands that to the pool. A burst uses the slot too, without a turn (<see cref="BeginBurst"/>).
/// </remarks>
internal sealed class ThreadPoolDispatcher : Dispatcher
{
    internal const int MaxLocalRuns = 64;

    internal static readonly ThreadPoolDispatcher Instance = new();

    [ThreadStatic]
    private static PoolWorker? t_worker;

    internal override void Schedule(Runnable runnable) => ScheduleHere(runnable);

    internal override void ScheduleLast(Runnable runnable) => Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);

    internal static void ScheduleHere(Runnable runnable)
    {
        var worker = t_worker;
        if (worker is null || !worker.Active)
        {
            Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);
            return;
        }

        var displaced = Interlocked.Exchange(ref worker.Next, runnable);
        SlotWatch.Ensure();
        if (displaced is not null) Pool.UnsafeQueueUserWorkItem(displaced, preferLocal: !worker.IsBurst);
    }

    /// <summary>
    /// Until <see cref="EndBurst"/> what becomes runnable on this thread waits in its slot: whoever has many messages for an actor
    /// queues them first, instead of one by one beside the thread that takes them. False: the thread is in a turn, whose end does it.
    /// </summary>
    /// <remarks>
    /// What leaves the slot goes to the pool's common queue. A turn's thread is the pool's again soon, that of a burst may go on
    /// with the next one for as long as its stream brings more, and others look into a thread's own queue only when the common one is empty.
    /// </remarks>
    internal static bool BeginBurst()
    {
        var worker = t_worker ??= SlotWatch.AddWorker();
        if (worker.Active) return false;
        worker.Active = worker.IsBurst = true;
        worker.Turns++;
        return true;
    }

    internal static void EndBurst()
    {
        CutBurst();
        var worker = t_worker!;
        worker.Active = worker.IsBurst = false;
    }

    /// <summary>Has what this thread's burst keeps waiting, if it is in one, run at once: for an actor that has room for a part of the burst only.</summary>
    internal static void CutBurst()
    {
        if (t_worker is { IsBurst: true, Next: not null } worker && Interlocked.Exchange(ref worker.Next, null) is { } next)
            Pool.UnsafeQueueUserWorkItem(next, preferLocal: false);
    }

    internal static void RunHere(Runnable runnable)
    {
        var worker = t_worker ??= SlotWatch.AddWorker();
        if (worker.Active)
        {
            // A pool work item that somebody runs inline within a turn: no slot of its own.
            if (runnable.Run()) Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);
            return;
        }

        worker.Active = true;
        int ticks = SlotWatch.Ticks;
        for (int runs = 1; ; runs++)
        {
            worker.Turns++;
            if (runnable.Run()) Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);
            if (worker.Next is null || Interlocked.Exchange(ref worker.Next, null) is not { } next) break;
            if (runs >= MaxLocalRuns || SlotWatch.Ticks != ticks)
            {
                Pool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                break;
            }

            runnable = next;
        }

        worker.Active = false;
    }
}
