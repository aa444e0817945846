namespace Actors;

/// <summary>Something has happened in the life of an actor of this system; see <see cref="EventStream"/>.</summary>
/// <param name="Actor">Which actor; by the time the event is handled it may have gone on.</param>
public abstract record ActorEvent(ActorRef Actor);

/// <summary>The actor's set-up has ended and it takes messages.</summary>
/// <param name="Actor">Which actor.</param>
public sealed record ActorStarted(ActorRef Actor) : ActorEvent(Actor);

/// <summary>The actor and its children have stopped; also where it never started.</summary>
/// <param name="Actor">Which actor.</param>
public sealed record ActorStopped(ActorRef Actor) : ActorEvent(Actor);

/// <summary>A fresh instance has taken the actor's place.</summary>
/// <param name="Actor">Which actor.</param>
/// <param name="Cause">Why the old one failed; for an actor that was restarted with a sibling, that one's cause.</param>
public sealed record ActorRestarted(ActorRef Actor, Exception Cause) : ActorEvent(Actor);

/// <summary>The actor's handler or set-up threw, and its parent has decided.</summary>
/// <param name="Actor">Which actor.</param>
/// <param name="Cause">What was thrown; an <see cref="ActorInitializationException"/> for a set-up.</param>
/// <param name="Directive">What the parent does about it; Stop, unasked, where the first set-up failed.</param>
public sealed record ActorFailed(ActorRef Actor, Exception Cause, Directive Directive) : ActorEvent(Actor);
