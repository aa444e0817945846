namespace Actors;

/// <summary>What stands in a mailbox: a message and who told it. A sender that is a <see cref="MarkerRef"/> says that it is no message of the user's.</summary>
internal struct Letter<T>
{
    internal T Message;
    internal ActorRef? Sender;
}
