using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Why an ask has no reply, as the wire says it and as the engine does.</summary>
internal static class ReplyFailure
{
    internal static AskFailure Of(Exception error) => error switch
    {
        DeadActorException dead => Of(dead.Reason),
        FrameTooLargeException => AskFailure.TooLarge,
        AskTimeoutException => AskFailure.NotOwner, // asked on a client's behalf
        _ => AskFailure.Dead,
    };

    internal static AskFailure Of(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.UnknownMessage or DeadLetterReason.WrongType or DeadLetterReason.MalformedMessage or DeadLetterReason.Unhandled => AskFailure.UnknownMessage,
        DeadLetterReason.NoOwner or DeadLetterReason.LeaseExpired => AskFailure.NotOwner,
        DeadLetterReason.Forbidden => AskFailure.Forbidden,
        DeadLetterReason.TooLarge => AskFailure.TooLarge,
        _ => AskFailure.Dead,
    };

    internal static DeadLetterReason Reason(int failure) => (AskFailure)failure switch
    {
        AskFailure.UnknownMessage => DeadLetterReason.UnknownMessage,
        AskFailure.NotOwner => DeadLetterReason.NoOwner,
        AskFailure.Forbidden => DeadLetterReason.Forbidden,
        AskFailure.TooLarge => DeadLetterReason.TooLarge,
        _ => DeadLetterReason.ActorStopped,
    };

    /// <summary>What the asker throws. The sizes are the peer's word.</summary>
    internal static Exception ErrorOf(int failure, ReadOnlySpan<byte> payload, string target)
    {
        if ((AskFailure)failure == AskFailure.TooLarge && TryReadSizes(payload) is { } sizes) return sizes;
        return new DeadActorException(target, Reason(failure));
    }

    internal static void WriteSizes(WireBuffer buffer, FrameTooLargeException error)
    {
        var writer = new MessagePackWriter(buffer, null);
        writer.BeginArray(2);
        writer.WriteInt64(error.Bytes);
        writer.WriteInt64(error.LimitBytes);
        writer.End();
    }

    private static FrameTooLargeException? TryReadSizes(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new MessagePackReader(payload, null);
            if (reader.BeginArray() < 2) return null;
            return new FrameTooLargeException(reader.ReadInt64(), reader.ReadInt32(), nameof(RemoteOptions.MaxMessageBytes));
        }
        catch (MessageFormatException)
        {
            return null; // none, or wrong ones: the failure itself is known
        }
    }
}
