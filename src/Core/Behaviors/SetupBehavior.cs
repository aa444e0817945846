namespace Actors;

internal sealed class SetupBehavior<T>(Func<ActorContext<T>, Behavior<T>> factory) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        var made = factory(cell.Context) ?? throw new InvalidOperationException("the set-up returned null instead of a behaviour");
        return made.Start(cell);
    }
}
