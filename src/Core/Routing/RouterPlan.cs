namespace Actors;

/// <summary>What a router is made from: a pool has <see cref="Routee"/> and <see cref="Size"/>, a group has <see cref="Find"/>.</summary>
internal sealed record RouterPlan<T>(Routing<T> Routing)
{
    /// <summary>How to make a routee of a pool; null for a group.</summary>
    internal Props<T>? Routee { get; init; }

    internal int Size { get; init; }

    /// <summary>The routees that a group begins with.</summary>
    internal Func<ActorSystem, IEnumerable<ActorRef<T>>> Find { get; init; } = static _ => [];
}
