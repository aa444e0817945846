namespace Actors;

/// <summary>A run of slots of one <see cref="MpscQueue{T}"/>. Which tickets it holds is fixed while it is linked.</summary>
internal sealed class MpscSegment<T>(MpscSlot<T>[] slots)
{
    /// <summary>What a busy actor has, and uses again and again.</summary>
    internal const int CommonLength = 64;

    internal readonly MpscSlot<T>[] Slots = slots;

    internal MpscSegment(int length)
        : this(new MpscSlot<T>[length])
    {
    }

    /// <summary>Ticket of the first slot; negative while the segment is not linked. Changed under the queue's lock only.</summary>
    internal long Base = long.MinValue;

    /// <summary>Changed under the queue's lock only.</summary>
    internal MpscSegment<T>? Next;
}

/// <summary>One place for an item. Readable once <see cref="Sequence"/> is its ticket + 1, which no earlier use of the slot by the same queue can have written.</summary>
internal struct MpscSlot<T>
{
    internal long Sequence;
    internal T Item;
}
