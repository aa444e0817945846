namespace Actors;

/// <summary>
/// How an actor supervises its children (set by <see cref="Props{T}.WithSupervision"/>): whom a failure concerns, what is
/// done, how often, and how soon. Immutable; change by <c>with</c>. The message whose handler threw goes to the dead
/// letters with the reason <see cref="DeadLetterReason.HandlerFailed"/>, unless it is retried.
/// </summary>
public sealed record SupervisionStrategy
{
    private readonly Func<Exception, Directive> _decide;

    private SupervisionStrategy(SupervisionScope scope, Func<Exception, Directive> decide)
    {
        Scope = scope;
        _decide = decide;
    }

    /// <summary>Restarts a failed child, at most 10 times a minute; then stops it.</summary>
    public static SupervisionStrategy Default { get; } = OneForOne(_ => { });

    /// <summary>For <see cref="MaxRestarts"/>: restarts are not counted.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>
    /// Most restarts within <see cref="Window"/>, of one child, or of the group in all-for-one and rest-for-one; the next
    /// failure stops it. 0 to 1,000, or <see cref="Unlimited"/>. Default 10.
    /// </summary>
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

    /// <summary>How long to wait before each restart or retry, with the mailbox kept. Default null: not at all.</summary>
    public RestartBackoff? Backoff { get; init; }

    internal SupervisionScope Scope { get; }

    /// <summary>Concerns the failed child alone. Decides by the type of the exception; the most recently added matching rule holds, and Restart where none matches.</summary>
    public static SupervisionStrategy OneForOne(Action<SupervisionDecider> rules) => Make(SupervisionScope.One, rules);

    /// <summary>As <see cref="OneForOne"/>, but Restart and Stop concern all children: for children that are of no use without each other.</summary>
    public static SupervisionStrategy AllForOne(Action<SupervisionDecider> rules) => Make(SupervisionScope.All, rules);

    /// <summary>As <see cref="OneForOne"/>, but Restart and Stop concern also the children that were spawned after the failed one: for children that build on earlier ones.</summary>
    public static SupervisionStrategy RestForOne(Action<SupervisionDecider> rules) => Make(SupervisionScope.Rest, rules);

    /// <summary>The same directive for every failure; concerns the failed child alone.</summary>
    public static SupervisionStrategy Always(Directive directive)
    {
        ArgumentNullException.ThrowIfNull(directive);
        return new SupervisionStrategy(SupervisionScope.One, _ => directive);
    }

    internal Directive Decide(Exception cause) => _decide(cause);

    private static SupervisionStrategy Make(SupervisionScope scope, Action<SupervisionDecider> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var decider = new SupervisionDecider();
        rules(decider);
        return new SupervisionStrategy(scope, decider.Build());
    }
}
