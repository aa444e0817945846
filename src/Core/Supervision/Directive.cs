namespace Actors;

/// <summary>
/// What a parent does about a child whose handler threw. Meanwhile the child is suspended and its mailbox kept. The failed
/// message goes to the dead letters, but for <see cref="Retry"/>. Immutable; two of the same meaning are equal.
/// </summary>
public sealed record Directive
{
    /// <summary>Most times that <see cref="Retry"/> takes.</summary>
    public const int MaxRetries = 1_000;

    private Directive(DirectiveKind kind, int times = 0, Directive? next = null)
    {
        Kind = kind;
        Times = times;
        Next = next;
    }

    /// <summary>Go on with the next message and the state as it is. An actor whose restart failed has none and is stopped.</summary>
    public static Directive Resume { get; } = new(DirectiveKind.Resume);

    /// <summary>Replace it by a fresh instance that goes on with the next message.</summary>
    public static Directive Restart { get; } = new(DirectiveKind.Restart);

    /// <summary>Stop it.</summary>
    public static Directive Stop { get; } = new(DirectiveKind.Stop);

    /// <summary>Fail with the same cause, so that the parent's own parent decides.</summary>
    public static Directive Escalate { get; } = new(DirectiveKind.Escalate);

    internal DirectiveKind Kind { get; }

    /// <summary>For a retry: how often.</summary>
    internal int Times { get; }

    /// <summary>For a retry: what comes after the last one, or where there is no message to retry.</summary>
    internal Directive? Next { get; }

    /// <summary>
    /// Go on with the state as it is and the failed message once more, up to <paramref name="times"/> times for one
    /// message; when it fails again, <see cref="Restart"/>, or what <see cref="Then"/> says. A failure that no message
    /// caused (a signal, a set-up) is not retried but treated by what comes after.
    /// </summary>
    /// <param name="times">1 to <see cref="MaxRetries"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Any other number.</exception>
    public static Directive Retry(int times)
    {
        if (times is < 1 or > MaxRetries) throw new ArgumentOutOfRangeException(nameof(times), times, $"a message is retried 1 to {MaxRetries} times");
        return new Directive(DirectiveKind.Retry, times, Restart);
    }

    /// <summary>A <see cref="Retry"/> with <paramref name="next"/> for when the last time has failed too.</summary>
    /// <exception cref="InvalidOperationException">This is not a retry; nothing comes after the others.</exception>
    /// <exception cref="ArgumentException"><paramref name="next"/> is a retry itself.</exception>
    public Directive Then(Directive next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (Kind != DirectiveKind.Retry) throw new InvalidOperationException($"{this} is final; only after a Retry comes something else");
        if (next.Kind == DirectiveKind.Retry) throw new ArgumentException("after a retry comes no second one; raise its number of times", nameof(next));
        return new Directive(Kind, Times, next);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == DirectiveKind.Retry ? $"Retry({Times}), then {Next}" : Kind.ToString();
}

internal enum DirectiveKind : byte
{
    Resume,
    Restart,
    Stop,
    Escalate,
    Retry,
}
