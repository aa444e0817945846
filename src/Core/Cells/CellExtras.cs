namespace Actors;

/// <summary>What few actors use and what depends on the message type: a stash, named timers, a receive timeout. Made when first needed; the actor's own turn only.</summary>
internal sealed class CellExtras<T>
{
    /// <summary>For <see cref="StashedAt"/>: no message in hand has been stashed.</summary>
    internal const long Nothing = long.MinValue;

    /// <summary>Messages to be handled before those in the queue.</summary>
    internal LetterDeque<T> Front { get; } = new();

    /// <summary>Messages kept for later.</summary>
    internal LetterDeque<T> Stash { get; } = new();

    internal int StashCapacity { get; set; } = Stash<T>.DefaultCapacity;

    /// <summary>The number of the message in hand, if it has been stashed.</summary>
    internal long StashedAt { get; set; } = Nothing;

    /// <summary>Messages taken from <see cref="Front"/> so far.</summary>
    internal long TakenFromFront { get; set; }

    /// <summary>The message from <see cref="Front"/> that is in hand.</summary>
    internal Letter<T> Current;

    internal ActorTimers<T>? Timers { get; set; }

    internal IdleTimer<T>? Idle { get; set; }

    /// <summary>What to be told in place of a <see cref="Terminated"/>.</summary>
    internal Dictionary<ActorRef, T>? EndMessages { get; set; }

    internal Stash<T>? StashView { get; set; }
}
