using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Why an ask has no reply, as the wire says it and as the engine does.</summary>
internal static class ReplyFailure
{
    internal static AskFailure Of(Exception error) => error switch
    {
        DeadActorException dead => Of(dead.Reason),
        AskTimeoutException => AskFailure.NotOwner, // asked on a client's behalf
        _ => AskFailure.Dead,
    };

    internal static AskFailure Of(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.UnknownMessage or DeadLetterReason.WrongType or DeadLetterReason.MalformedMessage or DeadLetterReason.Unhandled => AskFailure.UnknownMessage,
        DeadLetterReason.NoOwner or DeadLetterReason.LeaseExpired => AskFailure.NotOwner,
        DeadLetterReason.Forbidden => AskFailure.Forbidden,
        _ => AskFailure.Dead,
    };

    internal static DeadLetterReason Reason(int failure) => (AskFailure)failure switch
    {
        AskFailure.UnknownMessage => DeadLetterReason.UnknownMessage,
        AskFailure.NotOwner => DeadLetterReason.NoOwner,
        AskFailure.Forbidden => DeadLetterReason.Forbidden,
        _ => DeadLetterReason.ActorStopped,
    };
}
