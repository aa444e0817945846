using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Slots of large segments that queues of one item type have emptied, kept for the next flood. Bounded, thread-safe.</summary>
/// <remarks>
/// A flood into new memory goes at the pace of the collector, which moves that memory while it is being filled: half of
/// the time and more. So what a flood has needed is kept until two full collections have passed without a need for it.
/// </remarks>
internal sealed class MpscSlotPool<T>
{
    /// <summary>Slots of each run.</summary>
    internal const int RunLength = 1024;

    /// <summary>Runs that are kept in any case: 1.5 MiB for an item of two references.</summary>
    internal const int KeptAlways = 64;

    /// <summary>Of all runs together; and never more than the mailboxes of the type have held at one time.</summary>
    private const int MaxBytes = 48 << 20;

    private static readonly int Capacity = Math.Max(KeptAlways, MaxBytes / (RunLength * Unsafe.SizeOf<MpscSlot<T>>()));

    private readonly Lock _gate = new();
    private MpscSlot<T>[]?[] _kept = new MpscSlot<T>[]?[16];
    private int _count;
    private int _unneeded; // fewest kept since the last full collection

    /// <summary>That of all queues.</summary>
    internal static MpscSlotPool<T> Shared { get; } = MakeShared();

    /// <summary>Runs kept now.</summary>
    internal int Count => Volatile.Read(ref _count);

    internal MpscSlot<T>[] Rent()
    {
        lock (_gate)
        {
            if (_count > 0)
            {
                var slots = _kept[--_count]!;
                _kept[_count] = null;
                _unneeded = Math.Min(_unneeded, _count);
                return slots;
            }
        }

        return new MpscSlot<T>[RunLength];
    }

    /// <summary>Takes slots back whose items have all been consumed.</summary>
    internal void Return(MpscSlot<T>[] slots)
    {
        if (Count >= Capacity) return;
        Array.Clear(slots); // the next queue numbers its items alike: a sequence left here would pass for its own
        lock (_gate)
        {
            if (_count >= Capacity) return;
            if (_count == _kept.Length) Array.Resize(ref _kept, Math.Min(Capacity, 2 * _count));
            _kept[_count++] = slots;
        }
    }

    /// <summary>Drops what nobody has needed since it was called last, down to <see cref="KeptAlways"/>.</summary>
    internal void Trim()
    {
        lock (_gate)
        {
            int dropped = Math.Clamp(_unneeded, 0, Math.Max(0, _count - KeptAlways));
            _count -= dropped;
            Array.Clear(_kept, _count, dropped);
            _unneeded = _count;
        }
    }

    private static MpscSlotPool<T> MakeShared()
    {
        var shared = new MpscSlotPool<T>();
        _ = new CollectionWatch(shared);
        return shared;
    }

    /// <summary>Nobody refers to it: after each full collection its finalizer runs, and has it wait for the next one.</summary>
    private sealed class CollectionWatch(MpscSlotPool<T> pool)
    {
        ~CollectionWatch()
        {
            if (GC.GetGeneration(this) == GC.MaxGeneration) pool.Trim(); // while it is younger, it is finalized after lesser ones too
            GC.ReRegisterForFinalize(this);
        }
    }
}
