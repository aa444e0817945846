using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// A classic actor's view of itself and of the message it handles. For use within <see cref="IActor.Receive"/> only, also
/// after an await, but not from other threads.
/// </summary>
public interface IContext
{
    /// <summary>The message being handled: a user's, a lifecycle message, or <see cref="Terminated"/>.</summary>
    object Message { get; }

    /// <summary>Who told the message, where it said so; for a request the place for the answer. Null for lifecycle messages.</summary>
    ActorRef? Sender { get; }

    /// <summary>The actor itself.</summary>
    ActorRef<object> Self { get; }

    /// <summary>The actor's parent.</summary>
    ActorRef? Parent { get; }

    /// <summary>The living children, in no order.</summary>
    IReadOnlyList<ActorRef> Children { get; }

    /// <summary>The actor's place.</summary>
    ActorPath Path { get; }

    /// <summary>The system the actor lives in.</summary>
    ActorSystem System { get; }

    /// <summary>A logger named after the actor's path.</summary>
    ILogger Log { get; }

    /// <summary>Starts a child.</summary>
    /// <exception cref="ActorNameExistsException">A child of that name exists.</exception>
    /// <exception cref="InvalidActorPathException">The name is not a valid segment.</exception>
    ActorRef<T> Spawn<T>(Props<T> props, string name);

    /// <summary>Starts a child with a name of its own making.</summary>
    ActorRef<T> SpawnAnonymous<T>(Props<T> props);

    /// <summary>Tells <paramref name="target"/> a message with this actor as its sender. At most once; one of a type that the target does not take is a dead letter.</summary>
    void Send(ActorRef target, object message);

    /// <summary>Passes the message being handled on; the receiver sees the original sender.</summary>
    /// <exception cref="InvalidOperationException">A lifecycle message is being handled: it concerns this actor alone.</exception>
    void Forward(ActorRef target);

    /// <summary>Tells <see cref="Sender"/> the answer. False, and a dead letter, if there is none.</summary>
    bool Respond(object message);

    /// <summary>Stops an actor after its current message; what is queued goes to the dead letters.</summary>
    void Stop(ActorRef actor);

    /// <summary>Stops an actor after what is queued now.</summary>
    void Poison(ActorRef actor);

    /// <summary>Asks for one <see cref="Terminated"/> message when <paramref name="actor"/> has stopped; at once when it is gone already. Watching twice is watching once.</summary>
    void Watch(ActorRef actor);

    /// <summary>Takes a watch back.</summary>
    void Unwatch(ActorRef actor);

    /// <summary>Handles messages with <paramref name="receive"/> from the next one on, until the next change or a restart. Lifecycle messages go there too.</summary>
    void Become(Receive receive);

    /// <summary>Goes back to the actor's own <see cref="IActor.Receive"/> from the next message on.</summary>
    void Unbecome();

    /// <summary>The message goes to the dead letters with the reason <see cref="DeadLetterReason.Unhandled"/>; without effect for lifecycle messages.</summary>
    void Unhandled();

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/>, unless it stops or restarts before.</summary>
    Cancellable ScheduleOnce(TimeSpan delay, object message);

    /// <summary>Tells this actor <paramref name="message"/> after <paramref name="delay"/> and then every <paramref name="period"/>, until it stops or restarts.</summary>
    Cancellable ScheduleRepeatedly(TimeSpan delay, TimeSpan period, object message);
}
