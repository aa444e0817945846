using Actors.TestKit;

namespace Actors.Cluster.Tests;

/// <summary>
/// A node's clock: runs at its own rate over the common virtual time. Pauses do not stop it (it is a boot-time clock), but its
/// timers fire on the node, so those of a paused node fire when it goes on.
/// </summary>
internal sealed class SimClock(VirtualTime time, SynchronizationContext node, double rate, int offsetSeconds) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(time.GetTimestamp() * rate) + (offsetSeconds * TimeSpan.TicksPerSecond);

    public override DateTimeOffset GetUtcNow() => VirtualTime.Start.AddYears(30) + time.Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new SimTimer(time.CreateTimer(_ => node.Post(own => callback(own), state), null, Scale(dueTime), Scale(period)), Scale);

    private TimeSpan Scale(TimeSpan own) => own == Timeout.InfiniteTimeSpan ? own : TimeSpan.FromTicks((long)Math.Ceiling(own.Ticks / rate));

    private sealed class SimTimer(ITimer inner, Func<TimeSpan, TimeSpan> scale) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(scale(dueTime), scale(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
