namespace Actors;

/// <summary>Large segments that queues of one item type have emptied, kept for the next flood. Bounded, thread-safe.</summary>
internal static class MpscSegmentPool<T>
{
    /// <summary>64 segments of 1,024 slots: 1.5 MiB for an item of two references.</summary>
    private const int Capacity = 64;

    private static readonly Lock Gate = new();
    private static readonly MpscSegment<T>?[] Kept = new MpscSegment<T>?[Capacity];
    private static int _count;

    internal static MpscSegment<T> Rent(int length)
    {
        lock (Gate)
        {
            if (_count > 0)
            {
                var segment = Kept[--_count]!;
                Kept[_count] = null;
                return segment;
            }
        }

        return new MpscSegment<T>(length);
    }

    internal static void Return(MpscSegment<T> segment)
    {
        lock (Gate)
        {
            if (_count < Capacity) Kept[_count++] = segment;
        }
    }
}
