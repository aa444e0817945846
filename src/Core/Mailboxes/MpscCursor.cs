using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Where the consumer of a <see cref="MpscQueue{T}"/> is. Made with the first item; the consumer's alone unless a member says otherwise.</summary>
/// <remarks>
/// Apart from the queue, because the queue's other words are written by whoever adds an item: on one cache line with them
/// each item cost both sides some 15 ns of waiting for it (R1, with a thread on each core).
/// </remarks>
internal sealed class MpscCursor<T>(MpscSegment<T> first)
{
    private MpscSegment<T>? _spare; // under the queue's lock

    /// <summary>The segment of the oldest item. Written under the queue's lock; any thread reads.</summary>
    internal MpscSegment<T> Segment = first;

    /// <summary>Items consumed so far, which numbers the oldest one. Any thread reads.</summary>
    internal long Head;

    /// <summary>The oldest item, in place; a null reference when none is readable yet.</summary>
    /// <param name="owner">The queue's lock.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Peek(object owner)
    {
        var segment = Segment;
        long offset = Head - segment.Base;
        if (offset >= segment.Slots.Length)
        {
            segment = Next(owner);
            if (segment is null) return ref Unsafe.NullRef<T>();
            offset = 0;
        }

        ref var slot = ref segment.Slots[offset];
        if (Volatile.Read(ref slot.Sequence) != Head + 1) return ref Unsafe.NullRef<T>();
        return ref slot.Item;
    }

    /// <summary>Forgets the item that <see cref="Peek"/> returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(ref T item)
    {
        item = default!;
        Head++;
    }

    /// <summary>Under the queue's lock: a segment that has been used up, to be used again; null: there is none.</summary>
    internal MpscSegment<T>? TakeSpare()
    {
        var spare = _spare;
        _spare = null;
        return spare;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MpscSegment<T>? Next(object owner)
    {
        MpscSegment<T> done;
        MpscSegment<T>? next;
        lock (owner)
        {
            done = Segment;
            next = done.Next;
            if (next is null) return null;
            Volatile.Write(ref Segment, next);
            Volatile.Write(ref done.Base, long.MinValue);
            done.Next = null;
            if (done.Slots.Length == MpscSegment<T>.CommonLength) _spare ??= done;
        }

        if (done.Slots.Length == MpscSlotPool<T>.RunLength) MpscSlotPool<T>.Shared.Return(done.Slots);
        return next;
    }
}
