namespace Actors;

/// <summary>What code outside any actor does with refs whose message type it does not know; see <see cref="ActorSystem.Root"/>. Thread-safe.</summary>
public sealed class RootContext
{
    private readonly ActorSystem _system;

    internal RootContext(ActorSystem system) => _system = system;

    /// <summary>Starts an actor at <c>/user/name</c>.</summary>
    /// <exception cref="ActorNameExistsException">The name is taken.</exception>
    /// <exception cref="InvalidActorPathException">The name is not a valid segment.</exception>
    public ActorRef<T> Spawn<T>(Props<T> props, string name) => _system.Spawn(props, name);

    /// <summary>Starts an actor under <c>/user</c> with a name of its own making.</summary>
    public ActorRef<T> SpawnAnonymous<T>(Props<T> props) => _system.SpawnAnonymous(props);

    /// <summary>Tells a message without a sender. At most once; one of a type that the target does not take is a dead letter.</summary>
#pragma warning disable CA1822 // one place for all that is done from outside
    public void Send(ActorRef target, object message) => Send(target, message, null);

    /// <summary>Tells a message on behalf of <paramref name="sender"/>, who gets the answer as a message.</summary>
    public void Request(ActorRef target, object message, ActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        Send(target, message, sender);
    }

    /// <summary>Tells a message and waits for the answer; see <see cref="AskExtensions"/> for what may come instead of it.</summary>
    /// <param name="target">Whom to ask; it answers by <see cref="IContext.Respond"/>, or <see cref="ActorContext{T}.Reply"/>.</param>
    /// <param name="message">The message.</param>
    /// <param name="timeout">How long to wait; positive, at most <see cref="AskExtensions.MaxTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the handling.</param>
    /// <exception cref="AskTimeoutException">No answer in time.</exception>
    /// <exception cref="DeadActorException">The message is known not to be handled.</exception>
    /// <exception cref="InvalidCastException">The answer is not a <typeparamref name="TReply"/>.</exception>
    public ValueTask<TReply> Request<TReply>(ActorRef target, object message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(message);
        return AskExtensions.AskObject<TReply>(target, message, timeout, cancellationToken);
    }

    /// <summary>Stops an actor after its current message; what is queued goes to the dead letters. The task completes when it has stopped.</summary>
    public Task Stop(ActorRef actor)
    {
        ActorSystem.Stop(actor);
        return ActorSystem.WhenTerminated(actor);
    }

    /// <summary>Stops an actor after what is queued now. The task completes when it has stopped.</summary>
    public Task Poison(ActorRef actor)
    {
        ActorSystem.Poison(actor);
        return ActorSystem.WhenTerminated(actor);
    }
#pragma warning restore CA1822

    private static void Send(ActorRef target, object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(message);
        target.TellObject(message, sender);
    }
}
