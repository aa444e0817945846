namespace Actors;

/// <summary>
/// A behaviour with a state, written as a class: as <see cref="Behavior.WithState{T, TState}"/>. Made by
/// <see cref="Props.FromStatefulHandler{T, TState}(Func{StatefulActorHandler{T, TState}})"/>.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <typeparam name="TState">The state carried from message to message.</typeparam>
public abstract class StatefulActorHandler<T, TState>
{
    /// <summary>What the actor begins with, and begins with again after a restart. Read once for each.</summary>
    protected abstract TState InitialState { get; }

    internal TState First => InitialState;

    /// <summary>Handles a message and returns the state for the next one. What it throws fails the actor: its parent decides.</summary>
    public abstract BehaviorWithState<TState> Receive(ActorContext<T> context, TState state, T message);

    /// <summary>Handles a signal and returns the state for the next message. Default: <see cref="BehaviorWithState.Unhandled{TState}"/>.</summary>
    public virtual BehaviorWithState<TState> ReceiveSignal(ActorContext<T> context, TState state, Signal signal) => BehaviorWithState.Unhandled<TState>();
}
