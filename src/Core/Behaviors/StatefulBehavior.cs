namespace Actors;

internal sealed class StatefulBehavior<T, TState>(TState initialState, Func<ActorContext<T>, TState, T, BehaviorWithState<TState>> handler)
    : Behavior<T>(BehaviorTag.Handler)
{
    // The value is immutable; each actor gets an instance of its own that holds the state in place.
    internal override Behavior<T> Start(Cell<T> cell) => new Running(initialState, handler);

    private sealed class Running(TState state, Func<ActorContext<T>, TState, T, BehaviorWithState<TState>> handler) : Behavior<T>(BehaviorTag.Handler)
    {
        private TState _state = state;

        internal override Behavior<T> Receive(Cell<T> cell, T message) => handler(cell.Context, _state, message).ApplyTo<T>(ref _state);
    }
}
