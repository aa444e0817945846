namespace Actors;

/// <summary>What becomes of a message told to a mailbox without room. No choice blocks a thread.</summary>
public enum MailboxOverflow
{
    /// <summary>The newcomer goes to the dead letters (<see cref="DeadLetterReason.MailboxFull"/>).</summary>
    DropNewest,

    /// <summary>The newcomer gets in; the oldest goes to the dead letters (<see cref="DeadLetterReason.MailboxDisplaced"/>). A priority mailbox gives up the least urgent one, the oldest of these: it may be the newcomer.</summary>
    DropOldest,

    /// <summary>TellAsync waits for room, in order. A plain Tell, which can't wait, is as with <see cref="DropNewest"/>.</summary>
    Backpressure,

    /// <summary>The teller gets a <see cref="MailboxFullException"/>.</summary>
    Fail,
}
