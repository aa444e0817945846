namespace Actors;

/// <summary>What a handler of <see cref="Behavior.WithState{T, TState}"/> returns; made by <see cref="BehaviorWithState"/>.</summary>
/// <typeparam name="TState">The state carried from message to message.</typeparam>
public readonly record struct BehaviorWithState<TState>
{
    internal BehaviorWithState(BehaviorTag tag, TState state)
    {
        Tag = tag;
        State = state;
    }

    internal BehaviorTag Tag { get; }

    internal TState State { get; }

    /// <summary>What the actor goes on with; puts a new state into <paramref name="state"/>.</summary>
    internal Behavior<T> ApplyTo<T>(ref TState state)
    {
        switch (Tag)
        {
            case BehaviorTag.Handler:
                state = State;
                return Behavior<T>.Same;
            case BehaviorTag.Stopped:
                return Behavior<T>.Stopped;
            case BehaviorTag.Unhandled:
                return Behavior<T>.Unhandled;
            default:
                return Behavior<T>.Same;
        }
    }
}

/// <summary>Makes the results of handlers with state.</summary>
public static class BehaviorWithState
{
    /// <summary>Go on with <paramref name="state"/>.</summary>
    public static BehaviorWithState<TState> Next<TState>(TState state) => new(BehaviorTag.Handler, state);

    /// <summary>Go on with the state as it is.</summary>
    public static BehaviorWithState<TState> Same<TState>() => new(BehaviorTag.Same, default!);

    /// <summary>Stop after this message.</summary>
    public static BehaviorWithState<TState> Stopped<TState>() => new(BehaviorTag.Stopped, default!);

    /// <summary>Go on with the state as it is; the message goes to the dead letters.</summary>
    public static BehaviorWithState<TState> Unhandled<TState>() => new(BehaviorTag.Unhandled, default!);
}
