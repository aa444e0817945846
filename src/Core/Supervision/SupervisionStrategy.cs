namespace Actors;

/// <summary>
/// How an actor supervises its children (set by <see cref="Props{T}.WithSupervision"/>). Immutable. One-for-one: the
/// directive concerns the failed child alone. The failed message goes to the dead letters with the reason
/// <see cref="DeadLetterReason.HandlerFailed"/> whatever the directive.
/// </summary>
public sealed record SupervisionStrategy
{
    private readonly Func<Exception, Directive> _decide;

    private SupervisionStrategy(Func<Exception, Directive> decide) => _decide = decide;

    /// <summary>Restarts a failed child, at most 10 times a minute; then stops it.</summary>
    public static SupervisionStrategy Default { get; } = OneForOne(_ => { });

    /// <summary>For <see cref="MaxRestarts"/>: restarts are not counted.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>Most restarts of one child within <see cref="Window"/>; the next failure stops it. 0 to 1,000, or <see cref="Unlimited"/>. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public int MaxRestarts
    {
        get;
        init
        {
            if (value is not (>= 0 and <= 1_000 or Unlimited))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxRestarts)} is 0 to 1,000, or {nameof(Unlimited)}");
            field = value;
        }
    } = 10;

    /// <summary>The time that <see cref="MaxRestarts"/> counts in. Positive. Default one minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan Window
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Window));
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>Decides by the type of the exception; the most recently added matching rule holds, and Restart where none matches.</summary>
    public static SupervisionStrategy OneForOne(Action<SupervisionDecider> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var decider = new SupervisionDecider();
        rules(decider);
        return new SupervisionStrategy(decider.Build());
    }

    /// <summary>The same directive for every failure.</summary>
    public static SupervisionStrategy Always(Directive directive) => new(_ => directive);

    internal Directive Decide(Exception cause) => _decide(cause);
}
