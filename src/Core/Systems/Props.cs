namespace Actors;

/// <summary>Makes <see cref="Props{T}"/>.</summary>
public static partial class Props
{
    /// <summary>Actors that begin, and begin again after a restart, with <paramref name="behavior"/>.</summary>
    public static Props<T> FromBehavior<T>(Behavior<T> behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        return new Props<T>(() => behavior, behavior.NeedsStart);
    }

    /// <summary>Actors whose behaviour <paramref name="factory"/> makes, in the actor, at each start and restart.</summary>
    public static Props<T> FromFactory<T>(Func<Behavior<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props<T>(factory, needsStart: true);
    }
}
