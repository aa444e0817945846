using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// An actor's view of itself, given to its handlers. To be used within a handler only, not from other threads and not
/// after it has ended.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public sealed partial class ActorContext<T>
{
    private readonly Cell<T> _cell;
    private ILogger? _log;

    internal ActorContext(Cell<T> cell) => _cell = cell;

    /// <summary>The actor itself.</summary>
    public ActorRef<T> Self => _cell.Self;

    /// <summary>The actor's place.</summary>
    public ActorPath Path => _cell.Path;

    /// <summary>The system the actor lives in.</summary>
    public ActorSystem System => _cell.System;

    /// <summary>The actor's parent.</summary>
    public ActorRef? Parent => _cell.Parent?.Self;

    /// <summary>The living children, in no order.</summary>
    public IReadOnlyList<ActorRef> Children => Array.ConvertAll(_cell.ListChildren(), static child => child.Self);

    /// <summary>Who told the current message, where it said so; for an ask the place for the reply.</summary>
    public ActorRef? Sender => _cell.Sender;

    /// <summary>A logger of category <c>Actors.Actor</c> whose every line is in a scope with the actor's path, as <c>ActorPath</c>. Made at first use; for any thread.</summary>
    public ILogger Log => _log ??= new ActorLogger(_cell.System.ActorLog, _cell.Path);

    /// <summary>
    /// For a virtual actor, a number that grows with each owner of its shard: pass it to whatever the actor writes to
    /// outside, so that it can refuse an owner that has been replaced. 0 for other actors.
    /// </summary>
    public long FencingToken => _cell.Gate?.FencingToken ?? 0;

    /// <summary>A living child by name, or null.</summary>
    public ActorRef? Child(string name) => _cell.FindChild(name)?.Self;

    /// <summary>Starts a child.</summary>
    /// <exception cref="ActorNameExistsException">A child of that name exists.</exception>
    /// <exception cref="InvalidActorPathException">The name is not a valid segment.</exception>
    public ActorRef<TChild> Spawn<TChild>(Props<TChild> props, string name) => _cell.System.SpawnChild(_cell, props, name);

    /// <summary>Starts a child with a name of its own making.</summary>
    public ActorRef<TChild> SpawnAnonymous<TChild>(Props<TChild> props) => _cell.System.SpawnChild(_cell, props, null);

    /// <summary>Stops an actor after its current message; what is queued goes to the dead letters.</summary>
    public void Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.SendSystem(new StopMessage());
    }

    /// <summary>
    /// Asks for one <see cref="Terminated"/> signal when <paramref name="actor"/> has stopped or its node is dead; at
    /// once when it is gone already. Watching twice is watching once.
    /// </summary>
    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.WatchBySignal(actor);
    }

    /// <summary>
    /// As the other overload, but tells this actor <paramref name="message"/> in place of the signal; it stands behind what
    /// waits in the mailbox at that moment, and its sender is the actor that ended. The newest watch of an actor holds.
    /// </summary>
    public void Watch(ActorRef actor, T message)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(message);
        _cell.WatchByMessage(actor, message);
    }

    /// <summary>Takes a watch back: no signal comes any more. A message in its place that waits in the mailbox already does come.</summary>
    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.UnwatchAny(actor);
    }

    /// <summary>Replies to the current message's sender. False, and a dead letter, if there is none or it takes another type.</summary>
    public bool Reply<TReply>(TReply reply)
    {
        if (Sender is ActorRef<TReply> sender)
        {
            sender.Tell(reply, Self);
            return true;
        }

        if (Sender is null)
        {
            System.DeadLetters.Publish(reply, "the sender of a message told without one", Self, DeadLetterReason.NoSuchActor);
            return false;
        }

        Sender.TellObject(reply!, Self);
        return Sender.MessageType.IsAssignableFrom(typeof(TReply));
    }
}
