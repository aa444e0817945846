namespace Actors;

/// <summary>
/// Describes an actor as a machine with named states: what each message does in each state, how long a state may last, who
/// hears of transitions. <see cref="StartWith"/> makes a behaviour of it. Not thread-safe; used while it is described.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <typeparam name="TState">The names of the states: an enum, a string.</typeparam>
/// <typeparam name="TData">What is carried from message to message.</typeparam>
public sealed class StateMachine<T, TState, TData>
    where TState : notnull
{
    private readonly Dictionary<TState, MachineState<T, TState, TData>> _states = [];
    private readonly List<Action<StateMachineContext<T, TState, TData>, TState, TState>> _listeners = [];

    /// <summary>What messages do in <paramref name="state"/>.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="handler">Handles a message and returns what follows, made by its context. What it throws fails the actor; a restart starts anew.</param>
    /// <exception cref="ArgumentException">The state has been described already.</exception>
    public StateMachine<T, TState, TData> When(TState state, Func<StateMachineContext<T, TState, TData>, T, Transition<TState, TData>> handler) =>
        Add(state, new MachineState<T, TState, TData>(handler, null, default!));

    /// <summary>As the other one, for a state that lasts at most <paramref name="timeout"/> from its beginning.</summary>
    /// <param name="state">The state's name.</param>
    /// <param name="timeout">How long; positive. A transition from the state to itself begins it anew, staying does not.</param>
    /// <param name="late">Told to the machine when the time is over and it is still in the state.</param>
    /// <param name="handler">Handles a message and returns what follows.</param>
    /// <exception cref="ArgumentException">The state has been described already.</exception>
    public StateMachine<T, TState, TData> When(TState state, TimeSpan timeout, T late, Func<StateMachineContext<T, TState, TData>, T, Transition<TState, TData>> handler)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(late);
        return Add(state, new MachineState<T, TState, TData>(handler, timeout, late));
    }

    /// <summary>Calls <paramref name="listener"/> with the old and the new state at each transition, also one to the same state; after those added before.</summary>
    public StateMachine<T, TState, TData> OnTransition(Action<StateMachineContext<T, TState, TData>, TState, TState> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _listeners.Add(listener);
        return this;
    }

    /// <summary>The behaviour: an immutable value that any number of actors may share, each a machine of its own.</summary>
    /// <exception cref="ArgumentException">The state has not been described.</exception>
    public Behavior<T> StartWith(TState state, TData data)
    {
        if (!_states.ContainsKey(state)) throw new ArgumentException($"the state {state} has not been described; add When({state}, ...)", nameof(state));
        return new StateMachineBehavior<T, TState, TData>(new(_states), [.. _listeners], state, data);
    }

    private StateMachine<T, TState, TData> Add(TState state, MachineState<T, TState, TData> described)
    {
        ArgumentNullException.ThrowIfNull(described.Handler, "handler");
        if (!_states.TryAdd(state, described)) throw new ArgumentException($"the state {state} has been described already", nameof(state));
        return this;
    }
}
