namespace Actors;

internal sealed class AsyncReceiveBehavior<T>(Func<ActorContext<T>, T, ValueTask<Behavior<T>>> handler) : Behavior<T>(BehaviorTag.Handler)
{
    internal override Behavior<T> Receive(Cell<T> cell, T message)
    {
        var task = cell.Gate is { } gate
            ? TurnGate.CallBehind(gate, (handler, cell.Context), message, static (to, message) => to.handler(to.Context, message))
            : handler(cell.Context, message);
        return task.IsCompleted ? task.GetAwaiter().GetResult() : cell.Await(task);
    }
}
