using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>
/// Numbers the lives of a system's producers: by the clock, so that a later process has larger ones, and each larger than the
/// one before, also where no time has passed in between or the clock was put back. Any thread.
/// </summary>
internal static class ProducerLives
{
    private static readonly ConditionalWeakTable<ActorSystem, StrongBox<long>> Last = [];

    internal static long Next(ActorSystem system)
    {
        ref long last = ref Last.GetValue(system, static _ => new StrongBox<long>()).Value;
        while (true)
        {
            long before = Volatile.Read(ref last);
            long next = Math.Max(before + 1, system.Time.GetUtcNow().UtcTicks);
            if (Interlocked.CompareExchange(ref last, next, before) == before) return next;
        }
    }
}
