using System.Runtime.CompilerServices;
using Pool = System.Threading.ThreadPool;

namespace Actors;

/// <summary>The default dispatcher; see <see cref="Dispatcher.ThreadPool"/>.</summary>
/// <remarks>
/// A thread that runs turns has a one-entry slot. What becomes runnable meanwhile goes there, what it displaces goes to
/// the pool, so a message and its answer stay on one core. After <see cref="MaxLocalRuns"/> turns the thread goes back
/// to the pool, so that others get theirs.
/// </remarks>
internal sealed class ThreadPoolDispatcher : Dispatcher
{
    internal const int MaxLocalRuns = 64;

    internal static readonly ThreadPoolDispatcher Instance = new();

    [ThreadStatic]
    private static Worker? t_worker;

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

        var displaced = worker.Next;
        worker.Next = runnable;
        if (displaced is not null) Pool.UnsafeQueueUserWorkItem(displaced, preferLocal: true);
    }

    internal static void RunHere(Runnable runnable)
    {
        var worker = t_worker ??= new Worker();
        if (worker.Active)
        {
            // A pool work item that somebody runs inline within a turn: no slot of its own.
            if (runnable.Run()) Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);
            return;
        }

        worker.Active = true;
        for (int runs = 1; ; runs++)
        {
            if (runnable.Run()) Pool.UnsafeQueueUserWorkItem(runnable, preferLocal: false);
            var next = worker.Next;
            if (next is null) break;
            worker.Next = null;
            if (runs >= MaxLocalRuns)
            {
                Pool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                break;
            }

            runnable = next;
        }

        worker.Active = false;
    }

    private sealed class Worker
    {
        internal Runnable? Next;
        internal bool Active;
    }
}
