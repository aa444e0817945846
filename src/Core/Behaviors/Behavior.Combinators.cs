namespace Actors;

/// <content>Behaviours around behaviours.</content>
public static partial class Behavior
{
    /// <summary>As <see cref="Setup{T}"/>, with the actor's timers by name at hand. They end with a restart.</summary>
    public static Behavior<T> WithTimers<T>(Func<ActorTimers<T>, Behavior<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Setup<T>(context => factory(context.Timers));
    }

    /// <summary>As <see cref="Setup{T}"/>, with the actor's stash at hand, which then holds at most <paramref name="capacity"/> messages.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public static Behavior<T> WithStash<T>(int capacity, Func<Stash<T>, Behavior<T>> factory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentNullException.ThrowIfNull(factory);
        return new StashBehavior<T>(capacity, factory);
    }

    /// <summary>
    /// Says what happens when the actor itself fails: <paramref name="strategy"/> decides in place of the parent's, which is
    /// asked only where it says Escalate. Holds from the start of this behaviour until the actor ends or restarts, also
    /// for the behaviours that replace it; the newest one holds. It concerns this actor alone, whatever the strategy's scope,
    /// and not its set-up, whose failure stops it. How an actor supervises its children is set by
    /// <see cref="Props{T}.WithSupervision"/>.
    /// </summary>
    public static Behavior<T> Supervise<T>(this Behavior<T> behavior, SupervisionStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        ArgumentNullException.ThrowIfNull(strategy);
        if (behavior.Tag is not BehaviorTag.Handler) throw new ArgumentException("only a behaviour that handles messages can be supervised", nameof(behavior));
        return new SupervisedBehavior<T>(behavior, strategy);
    }
}
