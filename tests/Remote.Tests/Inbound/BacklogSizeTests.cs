using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests.Inbound;

public sealed class BacklogSizeTests
{
    private const int Small = 74, Large = 1_000_000;

    /// <summary>
    /// Told in any sizes and handled in order, more or fewer at a time, with a look now and then. Seen to fail with one mean of all
    /// that was told, and when Of drops a part that is needed still.
    /// </summary>
    [Fact]
    public void Of_WhatWaits_IsNeverLessAndLittleMore()
    {
        var step = Gen.OneOf(
            Gen.Choose(1, 3000).Select(static times => (Times: times, Bytes: Small)),
            Gen.Choose(1, 40).Select(static times => (Times: times, Bytes: 20_000)),
            Gen.Choose(1, 3).Select(static times => (Times: times, Bytes: Large)),
            Gen.Choose(1, 4000).Select(static times => (Times: times, Bytes: 0)));
        Prop.ForAll(step.ArrayOf().ToArbitrary(), steps =>
        {
            var size = new BacklogSize();
            var waiting = new Queue<int>();
            foreach (var (times, bytes) in steps)
            {
                for (int i = 0; i < times; i++)
                {
                    if (bytes == 0)
                    {
                        waiting.TryDequeue(out _);
                        continue;
                    }

                    waiting.Enqueue(bytes);
                    size.Told(bytes);
                }

                long held = waiting.Sum(static one => (long)one), counted = size.Of(waiting.Count);
                Assert.InRange(counted, held, held + BacklogSize.PartBytes + Large);
            }
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>They are alike nearly always.</summary>
    [Fact]
    public void Of_MessagesThatAreAlike_IsExact()
    {
        var size = new BacklogSize();
        for (int i = 0; i < 10_000; i++) size.Told(Small);
        Assert.Equal(5000L * Small, size.Of(5000));
        Assert.Equal(Small, size.Of(1));
    }

    /// <summary>The actor never catches up quite, so what it was told is never forgotten at once.</summary>
    [Fact]
    public void Of_LargeOnesBehindManySmallOnes_CountsThem()
    {
        var size = new BacklogSize();
        for (int i = 0; i < 1_000_000; i++) size.Told(Small);
        for (int i = 0; i < 10; i++) size.Told(Large);
        Assert.InRange(size.Of(10), 10L * Large, (10L * Large) + BacklogSize.PartBytes);
    }

    /// <summary>More waits than was told over this stream: others tell the actor too.</summary>
    [Fact]
    public void Of_MoreThanWasTold_IsAll()
    {
        var size = new BacklogSize();
        size.Told(Small);
        Assert.Equal(Small, size.Of(100));
        for (int i = 0; i < 3; i++) size.Told(Large);
        Assert.Equal((3L * Large) + Small, size.Of(100));
    }

    [Fact]
    public void Merge_OfTwo_CountsAtLeastTheLargest()
    {
        var (one, other) = (new BacklogSize(), new BacklogSize());
        for (int i = 0; i < 3; i++) one.Told(Large);
        for (int i = 0; i < 5000; i++) other.Told(Small);
        one.Merge(other);
        Assert.Equal((3L * Large) + (5000L * Small), one.Of(6000));
        Assert.Equal(2L * Large, one.Of(2));
    }
}
