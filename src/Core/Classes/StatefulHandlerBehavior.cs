namespace Actors;

/// <summary>Makes an instance at each start and restart.</summary>
internal sealed class StatefulHandlerBehavior<T, TState>(Func<IServiceProvider?, StatefulActorHandler<T, TState>> producer) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell) =>
        new Running(producer(cell.System.Services) ?? throw new InvalidOperationException("the producer returned null instead of a handler"));

    private sealed class Running(StatefulActorHandler<T, TState> handler) : Behavior<T>(BehaviorTag.Handler)
    {
        private TState _state = handler.First;

        internal override Behavior<T> Receive(Cell<T> cell, T message) => Apply(handler.Receive(cell.Context, _state, message));

        internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) => Apply(handler.ReceiveSignal(cell.Context, _state, signal));

        private Behavior<T> Apply(BehaviorWithState<TState> result)
        {
            switch (result.Tag)
            {
                case BehaviorTag.Handler:
                    _state = result.State;
                    return Same;
                case BehaviorTag.Stopped:
                    return Stopped;
                case BehaviorTag.Unhandled:
                    return Unhandled;
                default:
                    return Same;
            }
        }
    }
}
