namespace Actors;

/// <summary>
/// Messages that an actor keeps for later, in order; from <see cref="Behavior.WithStash{T}"/> or the context. One per
/// actor, for its own handlers only. A restart puts what is stashed back before the mailbox; what is stashed when the
/// actor stops goes to the dead letters.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public sealed class Stash<T>
{
    /// <summary>The capacity of an actor's stash where <see cref="Behavior.WithStash{T}"/> does not say another: 1,000.</summary>
    public const int DefaultCapacity = 1_000;

    private readonly Cell<T> _cell;

    internal Stash(Cell<T> cell) => _cell = cell;

    /// <summary>Messages stashed now.</summary>
    public int Count => _cell.MakeExtras().Stash.Count;

    /// <summary>Most messages it holds.</summary>
    public int Capacity => _cell.MakeExtras().StashCapacity;

    /// <summary>True if one more would be too many.</summary>
    public bool IsFull => Count >= Capacity;

    /// <summary>Keeps the message that is being handled, with its sender. If its handler throws afterwards, the message counts as failed and is not kept.</summary>
    /// <exception cref="StashOverflowException">It is full.</exception>
    /// <exception cref="InvalidOperationException">No message is being handled, or it is stashed already.</exception>
    public void StashCurrent() => _cell.StashCurrent();

    /// <summary>Has all that is stashed handled after the present message and before all that waits, in the order it was stashed.</summary>
    public void UnstashAll() => _cell.UnstashAll();

    /// <summary>As the other overload, by <paramref name="next"/>: to be returned from a handler.</summary>
    public Behavior<T> UnstashAll(Behavior<T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        _cell.UnstashAll();
        return next;
    }
}
