using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors;

/// <summary>What an <see cref="ActorSystem"/> is made with. Immutable; change by <c>with</c>.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>Clock and timers. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who runs the actors' turns. Default: the thread pool.</summary>
    public Dispatcher Dispatcher { get; init; } = Dispatcher.ThreadPool;

    /// <summary>Source of randomness (jitter, names); used under a lock. Default: seeded by the runtime.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Where to log. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What actors made by a class get their constructor's arguments from; see <see cref="Props.FromProducer(Func{IServiceProvider, IActor})"/>. Default: none.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>How many of the newest dead letters are kept for <see cref="DeadLetters.Captured"/>. Default 100; 0 keeps none. All are counted.</summary>
    public int DeadLetterCapacity { get; init; } = 100;

    /// <summary>The log gets at most one line about dead letters in this time, with the number of the others. Positive. Default 1 s.</summary>
    public TimeSpan DeadLetterLogInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How the top-level actors (<c>/user/...</c>) are supervised. Default <see cref="SupervisionStrategy.Default"/>.</summary>
    public SupervisionStrategy Supervision { get; init; } = SupervisionStrategy.Default;

    /// <summary>How long <see cref="ActorSystem.DisposeAsync"/> waits for the actors to stop. Default 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// While somebody listens to the meter, one in so many messages is timed, for the queue time, the handling time and
    /// the mailbox depth. Default 16; 1 times each. Counted for each telling thread. Traces are not sampled by it.
    /// </summary>
    public int MeasureOneIn { get; init; } = 16;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Time);
        ArgumentNullException.ThrowIfNull(Dispatcher);
        ArgumentNullException.ThrowIfNull(Random);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(Supervision);
        ArgumentOutOfRangeException.ThrowIfNegative(DeadLetterCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DeadLetterLogInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MeasureOneIn, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ShutdownTimeout, TimeSpan.Zero);
    }
}
