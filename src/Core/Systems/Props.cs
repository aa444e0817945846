namespace Actors;

/// <summary>Makes <see cref="Props{T}"/>.</summary>
public static partial class Props
{
    /// <summary>Actors that begin, and begin again after a restart, with <paramref name="behavior"/>.</summary>
    public static Props<T> FromBehavior<T>(Behavior<T> behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        return new Props<T>(behavior);
    }

    /// <summary>Actors whose behaviour <paramref name="factory"/> makes, in the actor, at each start and restart.</summary>
    public static Props<T> FromFactory<T>(Func<Behavior<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new Props<T>(factory, needsStart: true);
    }

    /// <summary>Actors with a state, as <see cref="Behavior.WithState{T, TState}"/>, which begin at each start and restart with what <paramref name="initialState"/> makes in the actor.</summary>
    public static Props<T> FromStatefulFactory<T, TState>(Func<TState> initialState, Func<ActorContext<T>, TState, T, BehaviorWithState<TState>> handler)
    {
        ArgumentNullException.ThrowIfNull(initialState);
        ArgumentNullException.ThrowIfNull(handler);
        return new Props<T>(() => Behavior.WithState(initialState(), handler), needsStart: false);
    }
}
