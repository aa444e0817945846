namespace Actors;

internal sealed class SetupBehavior<T>(Func<ActorContext<T>, Behavior<T>> factory) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        var made = factory(cell.Context) ?? throw new InvalidOperationException("the set-up returned null instead of a behaviour");
        if (made.Tag is not (BehaviorTag.Handler or BehaviorTag.Stopped)) throw new InvalidActorStateTransitionException(cell.Path, made.Tag.ToString());
        return made.Start(cell);
    }
}
