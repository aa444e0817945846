namespace Actors;

/// <summary>Makes an instance at each start and restart.</summary>
internal sealed class ActorBehavior<T>(Func<IServiceProvider?, AbstractActor<T>> producer) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        var actor = producer(cell.System.Services) ?? throw new InvalidOperationException("the producer returned null instead of an actor");
        actor.Attach(cell.Context);
        return new Running(actor);
    }

    private sealed class Running(AbstractActor<T> actor) : Behavior<T>(BehaviorTag.Handler)
    {
        internal override Behavior<T> Receive(Cell<T> cell, T message)
        {
            var handling = actor.Handle(message);
            if (!handling.IsCompleted) return cell.Await(AwaitAsync(handling));
            handling.GetAwaiter().GetResult();
            return actor.Next;
        }

        internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal)
        {
            if (actor.Signal(signal) is not { } hook) return Unhandled;
            if (hook.IsCompleted) hook.GetAwaiter().GetResult();
            else cell.PauseFor(hook);
            return Same;
        }

        private async ValueTask<Behavior<T>> AwaitAsync(ValueTask handling)
        {
            await handling;
            return actor.Next;
        }
    }
}
