namespace Actors;

/// <summary>What a handler of a <see cref="StateMachine{T, TState, TData}"/> returns; made by its context.</summary>
/// <typeparam name="TState">The names of the states.</typeparam>
/// <typeparam name="TData">What is carried from message to message.</typeparam>
public readonly record struct Transition<TState, TData>
{
    internal Transition(BehaviorTag tag, TState state, TData data)
    {
        Tag = tag;
        State = state;
        Data = data;
    }

    /// <summary>Handler: go to the state; else stay.</summary>
    internal BehaviorTag Tag { get; }

    internal TState State { get; }

    internal TData Data { get; }
}
