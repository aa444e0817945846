namespace Actors;

/// <summary>Makes an instance at each start and restart.</summary>
internal sealed class ClassicBehavior(Func<IServiceProvider?, IActor> producer) : Behavior<object>(BehaviorTag.Handler)
{
    internal override bool NeedsStart => true;

    internal override Behavior<object> Start(Cell<object> cell)
    {
        var made = producer(cell.System.Services) ?? throw new InvalidOperationException("the producer returned null instead of an actor");
        return new ClassicActor(cell, made);
    }
}
