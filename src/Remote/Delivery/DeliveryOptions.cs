namespace Actors.Remote;

/// <summary>How reliable delivery behaves, on the producer's or the consumer's side. Immutable; checked where it is used first.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Producer: messages accepted and not yet confirmed; beyond it <c>SendAsync</c> waits. Default 1,000.</summary>
    public int BufferCapacity { get; init; } = 1_000;

    /// <summary>Producer: calls of <c>SendAsync</c> that may wait for room; a further one fails with <see cref="DeliveryOverflowException"/>. Default 10,000.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Consumer: messages of one producer that may wait there; with work pulling, what one worker takes at a time. Default 64.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Consumer: producers remembered. Beyond it the one heard longest ago that has nothing waiting is forgotten; without such a one a new producer is not taken yet. Default 1,000.</summary>
    public int MaxProducers { get; init; } = 1_000;

    /// <summary>Producer: workers at once; further ones are not taken yet. Default 1,000.</summary>
    public int MaxWorkers { get; init; } = 1_000;

    /// <summary>
    /// Producer: how long the consumer may be silent before it is asked what it has, which finds what was lost. Worker: how
    /// often it offers itself. Default 1 s.
    /// </summary>
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Producer: the interval doubles up to this while the consumer stays silent. Default 10 s; at most 30 days.</summary>
    public TimeSpan MaxResendInterval { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        Require(BufferCapacity is >= 1 and <= 10_000_000, nameof(BufferCapacity), "must be from 1 to 10,000,000");
        Require(MaxWaiting >= 0, nameof(MaxWaiting), "must not be negative");
        Require(Window is >= 1 and <= 1_000_000, nameof(Window), "must be from 1 to 1,000,000");
        Require(MaxProducers >= 1, nameof(MaxProducers), "must be positive");
        Require(MaxWorkers >= 1, nameof(MaxWorkers), "must be positive");
        Require(MaxResendInterval <= RemoteOptions.LongestTime, nameof(MaxResendInterval), $"is {MaxResendInterval}; it must be at most {RemoteOptions.LongestTime} (days.hours:minutes:seconds)");
        Require(ResendInterval > TimeSpan.Zero && MaxResendInterval >= ResendInterval, nameof(ResendInterval), $"is {ResendInterval}; it must be positive and at most {nameof(MaxResendInterval)}, which is {MaxResendInterval}");
    }

    private static void Require(bool condition, string setting, string problem)
    {
        if (!condition) throw new ArgumentException($"{nameof(DeliveryOptions)}.{setting} {problem}", setting);
    }
}
