namespace Actors;

internal sealed class ReceiveBehavior<T>(Func<ActorContext<T>, T, Behavior<T>> handler) : Behavior<T>(BehaviorTag.Handler)
{
    internal override Behavior<T> Receive(Cell<T> cell, T message) => handler(cell.Context, message);
}
