namespace Actors;

/// <summary>
/// What an actor does with its next message: an immutable value, made by <see cref="Behavior"/>, that may be shared by
/// any number of actors. Returning another behaviour from a handler changes it from the next message on.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public abstract class Behavior<T>
{
    internal static readonly Behavior<T> Same = new TagBehavior(BehaviorTag.Same);
    internal static readonly Behavior<T> Stopped = new TagBehavior(BehaviorTag.Stopped);
    internal static readonly Behavior<T> Unhandled = new TagBehavior(BehaviorTag.Unhandled);
    internal static readonly Behavior<T> Empty = new TagBehavior(BehaviorTag.Handler);

    /// <summary>Returned by an asynchronous behaviour whose handler has not ended yet.</summary>
    internal static readonly Behavior<T> Pending = new TagBehavior(BehaviorTag.Pending);

    internal readonly BehaviorTag Tag;

    private protected Behavior(BehaviorTag tag) => Tag = tag;

    internal virtual Behavior<T> Receive(Cell<T> cell, T message) => Unhandled;

    internal virtual Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) => Unhandled;

    /// <summary>The actor begins to stop; its children still live. Most behaviours do not ask.</summary>
    internal virtual void Stopping(Cell<T> cell)
    {
    }

    /// <summary>The behaviour to install in <paramref name="cell"/>: itself, or what a set-up makes.</summary>
    internal virtual Behavior<T> Start(Cell<T> cell) => this;

    /// <summary>True if something may have to run before the first message or without any.</summary>
    internal virtual bool NeedsStart => Tag == BehaviorTag.Stopped;

    private sealed class TagBehavior(BehaviorTag tag) : Behavior<T>(tag);
}

internal enum BehaviorTag : byte
{
    Handler,
    Same,
    Stopped,
    Unhandled,
    Pending,
}
