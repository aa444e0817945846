namespace Actors;

/// <summary>The router's own turns: only births and deaths of routees, no messages.</summary>
internal sealed class RouterBehavior<T> : Behavior<T>
{
    internal RouterBehavior()
        : base(BehaviorTag.Handler)
    {
    }

    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        ((RouterRef<T>)cell.Self).OnStart();
        return this;
    }

    internal override Behavior<T> Receive(Cell<T> cell, T message)
    {
        cell.Self.Tell(message, cell.Sender);
        return Same;
    }

    internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal)
    {
        if (signal is not Terminated terminated) return Unhandled;
        return ((RouterRef<T>)cell.Self).OnTerminated(terminated.Actor) ? Same : Stopped;
    }
}
