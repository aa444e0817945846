namespace Actors;

/// <summary>A message that was not handled, and why.</summary>
/// <param name="Message">The message, or a description where it never became one (a malformed payload, say).</param>
/// <param name="Target">Whom it was for, as text.</param>
/// <param name="Sender">Who told it, where known.</param>
/// <param name="Reason">Why it was not handled.</param>
public sealed record DeadLetter(object? Message, string Target, ActorRef? Sender, DeadLetterReason Reason);
