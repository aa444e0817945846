namespace Actors;

/// <summary>How much a mailbox holds and what happens beyond. Immutable; made by <see cref="Mailbox"/>, changed by <c>with</c>.</summary>
public sealed record MailboxOptions
{
    /// <summary>For <see cref="Capacity"/>: no bound.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>Most messages that wait, not counting the one being handled. At least 1. Default <see cref="Unlimited"/>. Timers of the actor's own, Poison and signals need no room.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Capacity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Capacity));
            field = value;
        }
    } = Unlimited;

    /// <summary>What happens to a message for which there is no room. Default <see cref="MailboxOverflow.Backpressure"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the named values.</exception>
    public MailboxOverflow Overflow
    {
        get;
        init
        {
            if (value is < MailboxOverflow.DropNewest or > MailboxOverflow.Fail) throw new ArgumentOutOfRangeException(nameof(Overflow), value, "not one of the named values");
            field = value;
        }
    } = MailboxOverflow.Backpressure;

    /// <summary>Most TellAsync that wait for room (<see cref="MailboxOverflow.Backpressure"/>); one more gets a <see cref="MailboxFullException"/>. At least 1. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxWaiting
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxWaiting));
            field = value;
        }
    } = 10_000;
}
