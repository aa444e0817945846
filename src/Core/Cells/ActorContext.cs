using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// An actor's view of itself, given to its handlers. To be used within a handler only, not from other threads and not
/// after it has ended.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public sealed class ActorContext<T>
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

    /// <summary>A logger named after the actor's path.</summary>
    public ILogger Log => _log ??= _cell.System.LoggerFactory.CreateLogger(_cell.Path.ToString());

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
        _cell.Watch(actor);
    }

    /// <summary>Takes a watch back: no signal comes any more.</summary>
    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.Unwatch(actor);
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

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/>, unless it stops or restarts before.</summary>
    public Cancellable ScheduleOnce(TimeSpan delay, T message) => Schedule(delay, Timeout.InfiniteTimeSpan, message);

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/> and then every <paramref name="period"/>, until it stops or restarts. A message that still waits is not sent again.</summary>
    public Cancellable ScheduleRepeatedly(TimeSpan delay, TimeSpan period, T message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return Schedule(delay, period, message);
    }

    private ActorTimer<T> Schedule(TimeSpan delay, TimeSpan period, T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new ActorTimer<T>(_cell, message, delay, period);
    }
}
