namespace Actors;

/// <summary>A machine's view of itself, given to the handlers of its states. To be used within a handler only.</summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <typeparam name="TState">The names of the states.</typeparam>
/// <typeparam name="TData">What is carried from message to message.</typeparam>
public sealed class StateMachineContext<T, TState, TData>
    where TState : notnull
{
    internal StateMachineContext(ActorContext<T> actor, TState state, TData data)
    {
        Actor = actor;
        State = state;
        Data = data;
    }

    /// <summary>The actor's own context.</summary>
    public ActorContext<T> Actor { get; }

    /// <summary>The state it is in; for listeners to transitions the new one.</summary>
    public TState State { get; internal set; }

    /// <summary>What was carried here from the last message.</summary>
    public TData Data { get; internal set; }

    /// <summary>The next message is handled in <paramref name="state"/>, with the data as it is.</summary>
    public Transition<TState, TData> GoTo(TState state) => new(BehaviorTag.Handler, state, Data);

    /// <summary>The next message is handled in <paramref name="state"/>, with <paramref name="data"/>.</summary>
    public Transition<TState, TData> GoTo(TState state, TData data) => new(BehaviorTag.Handler, state, data);

    /// <summary>No transition; the data as it is.</summary>
    public Transition<TState, TData> Stay() => new(BehaviorTag.Same, State, Data);

    /// <summary>No transition; other data.</summary>
    public Transition<TState, TData> Stay(TData data) => new(BehaviorTag.Same, State, data);

    /// <summary>No transition; the message goes to the dead letters with the reason <see cref="DeadLetterReason.Unhandled"/>.</summary>
    public Transition<TState, TData> Unhandled() => new(BehaviorTag.Unhandled, State, Data);

    /// <summary>The actor stops after this message.</summary>
    public Transition<TState, TData> Stop() => new(BehaviorTag.Stopped, State, Data);
}
