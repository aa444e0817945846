namespace Actors;

internal sealed class AsyncReceiveBehavior<T>(Func<ActorContext<T>, T, ValueTask<Behavior<T>>> handler) : Behavior<T>(BehaviorTag.Handler)
{
    internal override Behavior<T> Receive(Cell<T> cell, T message)
    {
        var task = cell.Gate is { } gate ? CallBehind(gate, cell.Context, message) : handler(cell.Context, message);
        return task.IsCompleted ? task.GetAwaiter().GetResult() : cell.Await(task);
    }

    private ValueTask<Behavior<T>> CallBehind(TurnGate gate, ActorContext<T> context, T message)
    {
        TurnGate.Flow(gate);
        try
        {
            return handler(context, message);
        }
        finally
        {
            TurnGate.Flow(null);
        }
    }
}
