namespace Actors;

/// <summary>
/// Which of an actor's waiting messages comes next: the seam for an order of one's own. The engine does the rest:
/// capacity, waiting for room, waking the actor, dead letters.
/// </summary>
/// <remarks>
/// One instance serves one actor, also over its restarts. All calls are made under a lock, one at a time, on the threads
/// of tellers (<see cref="Add"/>, <see cref="TryDrop"/>) and of the actor (<see cref="TryTake"/>): they must be quick,
/// and must not tell. What throws in <see cref="Add"/> makes the message a dead letter
/// (<see cref="DeadLetterReason.MailboxFailed"/>); what throws in <see cref="TryTake"/> fails the actor.
/// </remarks>
/// <typeparam name="T">What the actor understands.</typeparam>
public interface IMailbox<T>
{
    /// <summary>Messages that wait. Changes by one with each successful call below, and by nothing else.</summary>
    int Count { get; }

    /// <summary>Takes a message in. Called while there is room, or just before <see cref="TryDrop"/>.</summary>
    void Add(in Envelope<T> envelope);

    /// <summary>Removes the message to be handled next. False if there is none.</summary>
    bool TryTake(out Envelope<T> envelope);

    /// <summary>Removes the message to give up where there is no room (<see cref="MailboxOverflow.DropOldest"/>). False only if there is none.</summary>
    bool TryDrop(out Envelope<T> envelope);
}

/// <summary>Makes the mailbox of one actor. Called at each spawn, on the spawning thread.</summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public delegate IMailbox<T> MailboxFactory<T>();
