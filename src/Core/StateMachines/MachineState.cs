namespace Actors;

/// <summary>One state of a machine.</summary>
internal sealed record MachineState<T, TState, TData>(
    Func<StateMachineContext<T, TState, TData>, T, Transition<TState, TData>> Handler, TimeSpan? Timeout, T Late)
    where TState : notnull;
