namespace Actors;

/// <summary>Slots of large segments that queues of one item type have emptied, kept for the next flood. Bounded, thread-safe.</summary>
internal static class MpscSlotPool<T>
{
    /// <summary>64 runs of 1,024 slots: 1.5 MiB for an item of two references.</summary>
    private const int Capacity = 64;

    private static readonly Lock Gate = new();
    private static readonly MpscSlot<T>[]?[] Kept = new MpscSlot<T>[]?[Capacity];
    private static int _count;

    internal static MpscSlot<T>[] Rent(int length)
    {
        lock (Gate)
        {
            if (_count > 0)
            {
                var slots = Kept[--_count]!;
                Kept[_count] = null;
                return slots;
            }
        }

        return new MpscSlot<T>[length];
    }

    /// <summary>Takes slots back whose items have all been consumed.</summary>
    internal static void Return(MpscSlot<T>[] slots)
    {
        if (Volatile.Read(ref _count) >= Capacity) return;
        Array.Clear(slots); // the next queue numbers its items alike: a sequence left here would pass for its own
        lock (Gate)
        {
            if (_count < Capacity) Kept[_count++] = slots;
        }
    }
}
