using Actors.TestKit;

namespace Actors.Core.Tests;

public sealed class VirtualTimeTests
{
    [Fact]
    public void AdvanceBy_PastTwoTimers_FiresThemInOrderAtTheirTimes()
    {
        var time = new VirtualTime();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = time.CreateTimer(_ => fired.Add(("late", time.Elapsed)), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var early = time.CreateTimer(_ => fired.Add(("early", time.Elapsed)), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));
        time.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(2)), ("early", TimeSpan.FromSeconds(2.5))], fired);
    }

    [Fact]
    public void Change_ToInfinite_NeverFires()
    {
        var time = new VirtualTime();
        int fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        time.AdvanceBy(TimeSpan.FromSeconds(10));
        Assert.Equal(0, fired);
        Assert.Null(time.NextDue);
    }
}
