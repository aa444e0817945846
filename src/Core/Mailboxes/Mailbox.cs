namespace Actors;

/// <summary>The kinds of mailbox; given to <see cref="Props{T}.WithMailbox(MailboxOptions)"/>. Thread-safe.</summary>
public static class Mailbox
{
    /// <summary>No bound, first in first out: the default, and the fastest.</summary>
    public static MailboxOptions Unbounded { get; } = new();

    /// <summary>At most <paramref name="capacity"/> messages wait; <paramref name="overflow"/> says what happens beyond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public static MailboxOptions Bounded(int capacity, MailboxOverflow overflow) => new() { Capacity = capacity, Overflow = overflow };

    /// <summary>The most urgent message first: the one with the smallest number. Equally urgent ones in the order they came.</summary>
    /// <param name="priority">Gives a message its number; called once per message, on the teller's thread; must be quick and must not throw.</param>
    public static MailboxFactory<T> Priority<T>(Func<T, int> priority)
    {
        ArgumentNullException.ThrowIfNull(priority);
        return () => new PriorityMailbox<T, int>(priority, Comparer<int>.Default);
    }

    /// <summary>The message that <paramref name="comparer"/> sorts first comes first. Equal ones in the order they came.</summary>
    /// <param name="comparer">Compares messages, on the threads of the tellers and the actor, one call at a time.</param>
    public static MailboxFactory<T> Priority<T>(IComparer<T> comparer)
    {
        ArgumentNullException.ThrowIfNull(comparer);
        return () => new PriorityMailbox<T, T>(static message => message, comparer);
    }
}
