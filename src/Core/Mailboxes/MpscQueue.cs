using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>
/// The queue under every mailbox and pump: many producers, one consumer, one interlocked operation per item for a
/// consumer that is already scheduled, no allocation in steady state.
/// </summary>
/// <remarks>
/// <code>
/// state word:  | tail (62 bits) | system | scheduled |
/// </code>
/// A producer's <c>Add(4)</c> claims slot <c>tail</c> and reads the flags in one step. If <c>scheduled</c> was clear it
/// sets it by <c>Or</c>; whoever changes it from 0 to 1 schedules the consumer, so it is never scheduled twice. The
/// consumer goes idle by a compare-exchange that clears <c>scheduled</c> and succeeds only while <c>head == tail</c> and
/// <c>system</c> is clear: an item or a signal that came in between makes it fail, so no wake-up is lost. After that
/// compare-exchange another thread may already be the consumer: the old one must not touch consumer fields any more.
/// A claimed slot becomes readable when its sequence is written; the consumer waits there and cannot pass it, which is
/// why a segment is never recycled under a producer that still has to write into it. Linking, unlinking and re-basing of
/// segments happens under a lock on <c>owner</c>, once per segment. A segment stays with its queue for good: a producer
/// that looked at the tail long ago may still read its base, and tickets of two queues are alike. Only the emptied slots
/// of large ones go through a pool to other queues. Producers that meet give way to each other (<see cref="GiveWay"/>):
/// so each fills runs of slots, instead of both passing each cache line to and fro. For the same reason the consumer's
/// place is an object of its own (<see cref="MpscCursor{T}"/>), which it keeps at hand while it takes item after item: what
/// producers write with each item lies on a line that it need not look at until it finds nothing more.
/// </remarks>
internal struct MpscQueue<T>
{
    private const int FirstLength = 8;   // most actors never need more,
    private const int BurstLength = 24;  // or once
    private const int GlanceSpins = 16;   // half a microsecond
    private const int GiveWaySpins = 100; // three of them
    private const int ItemsOfABusyProducer = 4; // in the time of a glance
    private const long Scheduled = 1;
    private const long System = 2;
    private const long One = 4;

    private MpscCursor<T>? _cursor;       // written under the lock, once, before anything is readable
    private MpscSegment<T>? _tailSegment; // written under the lock
    private long _state;

    /// <summary>Items claimed and not yet consumed; exact only for the consumer.</summary>
    internal readonly long Count => Math.Max(0, (Volatile.Read(in _state) >> 2) - (Volatile.Read(in _cursor) is { } cursor ? Volatile.Read(ref cursor.Head) : 0));

    /// <summary>Items ever claimed.</summary>
    internal readonly long Claimed => Volatile.Read(in _state) >> 2;

    /// <summary>Consumer: its place, to be kept at hand while it takes one item after the other; null: there has been none yet.</summary>
    internal readonly MpscCursor<T>? Cursor => Volatile.Read(in _cursor);

    /// <summary>Consumer: items consumed so far, which numbers the oldest one.</summary>
    internal readonly long Head => _cursor?.Head ?? 0;

    /// <summary>
    /// Any thread: the place of the oldest item as it was a moment ago, or a null reference. What stands there may change
    /// at any time, so only a single reference may be read from it.
    /// </summary>
    internal readonly ref readonly T Glimpse()
    {
        if (Volatile.Read(in _cursor) is not { } cursor) return ref Unsafe.NullRef<T>();
        var segment = Volatile.Read(ref cursor.Segment);
        long head = Volatile.Read(ref cursor.Head);
        long offset = head - Volatile.Read(ref segment.Base);
        if ((ulong)offset >= (ulong)segment.Slots.Length || Volatile.Read(ref segment.Slots[offset].Sequence) != head + 1) return ref Unsafe.NullRef<T>();
        return ref segment.Slots[offset].Item;
    }

    /// <summary>Adds an item. True: the caller must schedule the consumer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Enqueue(object owner, in T item)
    {
        long state = Interlocked.Add(ref _state, One);
        long ticket = (state >> 2) - 1;
        var segment = Volatile.Read(ref _tailSegment);
        long offset;
        if (segment is null || (ulong)(offset = ticket - Volatile.Read(ref segment.Base)) >= (ulong)segment.Slots.Length)
        {
            segment = FindSegment(owner, ticket);
            offset = ticket - segment.Base;
        }

        ref var slot = ref segment.Slots[offset];
        slot.Item = item;
        Volatile.Write(ref slot.Sequence, ticket + 1);
        if ((state & Scheduled) == 0) return (Interlocked.Or(ref _state, Scheduled) & Scheduled) == 0;
        if (offset > 0 && Volatile.Read(ref segment.Slots[offset - 1].Sequence) != ticket) GiveWay(ticket);
        return false;
    }

    /// <summary>Marks that there is something beside the items to look at. True: the caller must schedule the consumer.</summary>
    internal bool Signal() => (Interlocked.Or(ref _state, System | Scheduled) & Scheduled) == 0;

    /// <summary>Consumer, before it looks at what <see cref="Signal"/> announced.</summary>
    internal void ClearSignal() => Interlocked.And(ref _state, ~System);

    /// <summary>As <see cref="MpscCursor{T}.Peek"/>; a null reference also before the first item.</summary>
    internal readonly ref T Peek(object owner) => ref Cursor is { } cursor ? ref cursor.Peek(owner) : ref Unsafe.NullRef<T>();

    /// <summary>Consumer: forgets the item that <see cref="Peek"/> returned.</summary>
    internal readonly void Advance(ref T item) => _cursor!.Advance(ref item);

    /// <summary>Consumer: true if it is idle now and must touch nothing more; false if there is more to do.</summary>
    internal bool TryGoIdle()
    {
        long tail = Head << 2;
        return Interlocked.CompareExchange(ref _state, tail, tail | Scheduled) == (tail | Scheduled);
    }

    /// <summary>Consumer that may take no items at present: as <see cref="TryGoIdle"/>, whatever is queued. Fails only when a signal is pending.</summary>
    internal bool TryGoIdleWithItems()
    {
        while (true)
        {
            long state = Volatile.Read(ref _state);
            if ((state & System) != 0) return false;
            if (Interlocked.CompareExchange(ref _state, state & ~Scheduled, state) == state) return true;
        }
    }

    /// <summary>
    /// A producer met another: the slot before its own, most likely on the same cache line, is claimed and not written yet.
    /// Two that go on so take that line from each other with every item. So this one lets the other write alone for a
    /// moment: shortly, to see whether it goes on at all, and if it does for the time of some hundred items.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void GiveWay(long ticket)
    {
        Thread.SpinWait(GlanceSpins);
        if (Claimed - ticket > ItemsOfABusyProducer) Thread.SpinWait(GiveWaySpins);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MpscSegment<T> FindSegment(object owner, long ticket)
    {
        lock (owner)
        {
            var segment = _tailSegment;
            if (segment is null)
            {
                segment = new MpscSegment<T>(FirstLength) { Base = 0 };
                Volatile.Write(ref _cursor, new MpscCursor<T>(segment));
                Volatile.Write(ref _tailSegment, segment);
            }
            else if (ticket < segment.Base)
            {
                segment = _cursor!.Segment; // a straggler: others have linked further segments since it claimed its ticket
            }

            while (ticket >= segment.Base + segment.Slots.Length)
            {
                if (segment.Next is null)
                {
                    var added = TakeSegment(segment);
                    Volatile.Write(ref added.Base, segment.Base + segment.Slots.Length);
                    segment.Next = added;
                    Volatile.Write(ref _tailSegment, added);
                }

                segment = segment.Next!;
            }

            return segment;
        }
    }

    private readonly MpscSegment<T> TakeSegment(MpscSegment<T> last)
    {
        if (_cursor!.TakeSpare() is { } spare) return spare;
        if (last.Slots.Length == FirstLength) return new MpscSegment<T>(BurstLength);
        bool backlog = last.Base - Volatile.Read(ref _cursor.Head) > 4 * MpscSegment<T>.CommonLength;
        return backlog ? new MpscSegment<T>(MpscSlotPool<T>.Shared.Rent()) : new MpscSegment<T>(MpscSegment<T>.CommonLength);
    }
}
