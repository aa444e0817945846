namespace Actors.Remote;

/// <content>How long things may last. A time that no timer takes would be found out by the first peer, not when the node starts.</content>
public sealed partial record RemoteOptions
{
    /// <summary>Of each time. Timers take 49 days; whoever means more has mistaken the unit.</summary>
    internal static readonly TimeSpan LongestTime = TimeSpan.FromDays(30);

    private static readonly TimeSpan s_leastPingInterval = TimeSpan.FromMilliseconds(1);

    private void ValidateTimes()
    {
        RequireTime(HandshakeTimeout, nameof(HandshakeTimeout));
        RequireTime(PingInterval, nameof(PingInterval));
        Require(PingInterval >= s_leastPingInterval, nameof(PingInterval), $"is {PingInterval}; it must be at least {s_leastPingInterval} (days.hours:minutes:seconds)");
        RequireTime(PingTimeout, nameof(PingTimeout));
        Require(PingTimeout > PingInterval, nameof(PingTimeout), $"is {PingTimeout}; it must be longer than {nameof(PingInterval)}, which is {PingInterval}");
        RequireTime(ReconnectMin, nameof(ReconnectMin));
        RequireTime(ReconnectMax, nameof(ReconnectMax));
        Require(ReconnectMax >= ReconnectMin, nameof(ReconnectMin), $"is {ReconnectMin}; it must be at most {nameof(ReconnectMax)}, which is {ReconnectMax}");
        if (GiveUpAfter != Timeout.InfiniteTimeSpan) RequireTime(GiveUpAfter, nameof(GiveUpAfter), ", or Timeout.InfiniteTimeSpan");
    }

    private static void RequireTime(TimeSpan time, string setting, string orElse = "") =>
        Require(time > TimeSpan.Zero && time <= LongestTime, setting, $"is {time}; it must be positive and at most {LongestTime} (days.hours:minutes:seconds){orElse}");
}
