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

        internal override Behavior<T> Receive(Cell<T> cell, T message) => handler.Receive(cell.Context, _state, message).ApplyTo<T>(ref _state);

        internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) => handler.ReceiveSignal(cell.Context, _state, signal).ApplyTo<T>(ref _state);
    }
}
