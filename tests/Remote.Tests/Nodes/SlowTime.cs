namespace Actors.Remote.Tests.Nodes;

/// <summary>Real time in which all that is waited for takes thirty times as long: limits that are not what a test is about.</summary>
internal sealed class SlowTime : TimeProvider
{
    private const int Factor = 30;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Slow(dueTime), Slow(period));

    private static TimeSpan Slow(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time * Factor;
}
