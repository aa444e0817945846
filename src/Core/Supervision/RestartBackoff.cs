namespace Actors;

/// <summary>
/// How long a failed child waits, suspended, before it is restarted or its message retried: <see cref="Initial"/> the
/// first time, then <see cref="Factor"/> times as long each time, never above <see cref="Max"/>, and from the beginning
/// again once it has run for <see cref="ResetAfter"/> without a failure. Immutable; change by <c>with</c>.
/// </summary>
public sealed record RestartBackoff
{
    /// <summary>The first wait. Positive. Default 100 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than a day.</exception>
    public TimeSpan Initial { get; init => field = Check(value, nameof(Initial)); } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait. Positive. Default 30 s. Below <see cref="Initial"/> it holds for the first wait too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than a day.</exception>
    public TimeSpan Max { get; init => field = Check(value, nameof(Max)); } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer each wait is than the one before. 1 to 100. Default 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Factor
    {
        get;
        init => field = value is >= 1 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Factor), value, $"{nameof(Factor)} is 1 to 100");
    } = 2;

    /// <summary>The part of each wait that chance takes off at most, so that many do not come back at the same moment. 0 to 1. Default 0.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public double Jitter
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Jitter), value, $"{nameof(Jitter)} is 0 to 1");
    } = 0.2;

    /// <summary>How long a child runs before its next failure counts as the first. Positive. Default one minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less, or more than a day.</exception>
    public TimeSpan ResetAfter { get; init => field = Check(value, nameof(ResetAfter)); } = TimeSpan.FromMinutes(1);

    /// <summary>The wait after <paramref name="failures"/> earlier ones.</summary>
    /// <param name="failures">0 for the first.</param>
    /// <param name="chance">0 to 1, excluded.</param>
    internal TimeSpan Delay(int failures, double chance)
    {
        double ticks = Math.Min(Max.Ticks, Initial.Ticks * Math.Pow(Factor, failures));
        return TimeSpan.FromTicks(Math.Max(1, (long)(ticks * (1 - (Jitter * chance)))));
    }

    private static TimeSpan Check(TimeSpan value, string name) =>
        value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is above zero and at most a day");
}
