namespace Actors;

/// <summary>Makes behaviours. All members are thread-safe and return immutable values.</summary>
public static partial class Behavior
{
    /// <summary>Handles each message with <paramref name="handler"/>, which returns what to do with the next one.</summary>
    public static Behavior<T> Receive<T>(Func<ActorContext<T>, T, Behavior<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new ReceiveBehavior<T>(handler);
    }

    /// <summary>
    /// As <see cref="Receive{T}"/> with a handler that may await. The next message, and every signal, waits until the
    /// handler has ended; no thread is blocked meanwhile.
    /// </summary>
    public static Behavior<T> ReceiveAsync<T>(Func<ActorContext<T>, T, ValueTask<Behavior<T>>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new AsyncReceiveBehavior<T>(handler);
    }

    /// <summary>Runs <paramref name="factory"/> once in the actor when it starts, and again after each restart, to make its behaviour.</summary>
    public static Behavior<T> Setup<T>(Func<ActorContext<T>, Behavior<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new SetupBehavior<T>(factory);
    }

    /// <summary>Carries a state from message to message: the handler returns the next one. A restart begins with <paramref name="initialState"/> again.</summary>
    public static Behavior<T> WithState<T, TState>(TState initialState, Func<ActorContext<T>, TState, T, BehaviorWithState<TState>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new StatefulBehavior<T, TState>(initialState, handler);
    }

    /// <summary>Adds a handler for signals; one that returns <see cref="Unhandled{T}"/> passes the signal on to <paramref name="behavior"/>.</summary>
    public static Behavior<T> OnSignal<T>(this Behavior<T> behavior, Func<ActorContext<T>, Signal, Behavior<T>> handler)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        ArgumentNullException.ThrowIfNull(handler);
        return new SignalBehavior<T>(behavior, handler);
    }

    /// <summary>Go on as before.</summary>
    public static Behavior<T> Same<T>() => Behavior<T>.Same;

    /// <summary>Stop after this message. What is queued goes to the dead letters.</summary>
    public static Behavior<T> Stopped<T>() => Behavior<T>.Stopped;

    /// <summary>Go on as before; the message goes to the dead letters with the reason <see cref="DeadLetterReason.Unhandled"/>.</summary>
    public static Behavior<T> Unhandled<T>() => Behavior<T>.Unhandled;

    /// <summary>Handles nothing: every message is unhandled.</summary>
    public static Behavior<T> Empty<T>() => Behavior<T>.Empty;
}
