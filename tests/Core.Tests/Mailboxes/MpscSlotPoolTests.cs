namespace Actors.Core.Tests;

/// <summary>Slots go from queue to queue through a pool; nothing of the first queue may show in the second.</summary>
/// <remarks>Seen to fail when Return does not clear the slots: 352 items that nobody enqueued.</remarks>
public sealed class MpscSlotPoolTests
{
    [Fact]
    public void Peek_InSegmentThatAnotherQueueUsed_FindsNothingThatWasNotEnqueued()
    {
        var owner = new object();
        var first = new MpscQueue<Pooled>();
        FillAndDrain(ref first, owner, 1_400);
        var second = new MpscQueue<Pooled>();
        Assert.Equal(1_000, FillAndDrain(ref second, owner, 1_000));
    }

    private static int FillAndDrain(ref MpscQueue<Pooled> queue, object owner, int items)
    {
        for (int i = 0; i < items; i++) queue.Enqueue(owner, new Pooled(i));
        int taken = 0;
        while (true)
        {
            ref var item = ref queue.Peek(owner);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref item)) return taken;
            Assert.Equal(taken, item.Number);
            queue.Advance(ref item);
            taken++;
        }
    }

    private sealed record Pooled(int Number);
}
