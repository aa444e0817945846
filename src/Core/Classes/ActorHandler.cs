namespace Actors;

/// <summary>
/// A behaviour written as a class: as <see cref="Behavior.Receive{T}"/>, with fields of its own. Made by
/// <see cref="Props.FromHandler{T}(Func{ActorHandler{T}})"/>; each start and restart makes a fresh instance, each instance belongs to
/// one actor and handles one message at a time.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public abstract class ActorHandler<T>
{
    /// <summary>Handles a message and returns what to do with the next one: mostly <see cref="Behavior.Same{T}"/>. What it throws fails the actor: its parent decides.</summary>
    public abstract Behavior<T> Receive(ActorContext<T> context, T message);

    /// <summary>Handles a signal; see <see cref="Behavior.OnSignal{T}"/>. Default: <see cref="Behavior.Unhandled{T}"/>.</summary>
    public virtual Behavior<T> ReceiveSignal(ActorContext<T> context, Signal signal) => Behavior.Unhandled<T>();
}
