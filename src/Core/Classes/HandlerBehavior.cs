namespace Actors;

/// <summary>Makes an instance at each start and restart.</summary>
internal sealed class HandlerBehavior<T>(Func<IServiceProvider?, ActorHandler<T>> producer) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell) =>
        new Running(producer(cell.System.Services) ?? throw new InvalidOperationException("the producer returned null instead of a handler"));

    private sealed class Running(ActorHandler<T> handler) : Behavior<T>(BehaviorTag.Handler)
    {
        internal override Behavior<T> Receive(Cell<T> cell, T message) => handler.Receive(cell.Context, message);

        internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) =>
            handler.ReceiveSignal(cell.Context, signal) ?? throw new InvalidOperationException("the signal handler returned null; to pass the signal on, return Behavior.Unhandled");
    }
}
