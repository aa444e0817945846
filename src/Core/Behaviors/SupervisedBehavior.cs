namespace Actors;

/// <summary>Leaves its strategy with the actor and is gone.</summary>
internal sealed class SupervisedBehavior<T>(Behavior<T> inner, SupervisionStrategy strategy) : Behavior<T>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => inner.NeedsStart;

    internal override Behavior<T> Start(Cell<T> cell)
    {
        cell.Details.OwnStrategy = strategy;
        return inner.Start(cell);
    }
}
