namespace Actors;

/// <summary>A message that waits in a mailbox, and who told it.</summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <param name="Message">The message; never null.</param>
/// <param name="Sender">Who told it, where it said so.</param>
public readonly record struct Envelope<T>(T Message, ActorRef? Sender)
{
    /// <summary>Set if the message is timed or traced.</summary>
    internal StampMarker? Stamp { get; init; }

    internal Letter<T> ToLetter() => new() { Message = Message, Sender = Stamp ?? Sender };
}
