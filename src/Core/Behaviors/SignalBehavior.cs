namespace Actors;

internal sealed class SignalBehavior<T>(Behavior<T> inner, Func<ActorContext<T>, Signal, Behavior<T>> handler) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Receive(Cell<T> cell, T message) => inner.Receive(cell, message);

    internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal)
    {
        var next = handler(cell.Context, signal) ?? throw new InvalidOperationException("the signal handler returned null; to pass the signal on, return Behavior.Unhandled");
        return next.Tag == BehaviorTag.Unhandled ? inner.ReceiveSignal(cell, signal) : next;
    }

    internal override void Stopping(Cell<T> cell) => inner.Stopping(cell);

    internal override void Leaving() => inner.Leaving();

    internal override Behavior<T> Start(Cell<T> cell)
    {
        var started = inner.Start(cell);
        if (ReferenceEquals(started, inner)) return this;
        return started.Tag == BehaviorTag.Stopped ? started : new SignalBehavior<T>(started, handler);
    }
}
