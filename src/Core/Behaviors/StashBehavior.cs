namespace Actors;

internal sealed class StashBehavior<T>(int capacity, Func<Stash<T>, Behavior<T>> factory) : Behavior<T>(BehaviorTag.Handler)
{
    private readonly Behavior<T> _setup = Behavior.Setup<T>(context => factory(context.Stash));

    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        cell.MakeExtras().StashCapacity = capacity;
        return _setup.Start(cell);
    }
}
