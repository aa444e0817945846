namespace Actors.Remote;

/// <summary>Two message types claim one id, or one type has two codecs. Thrown when a node starts, never later.</summary>
public sealed class DuplicateMessageException : RemoteException
{
    internal DuplicateMessageException(string what, MessageCodec first, string firstManifest, MessageCodec second, string secondManifest)
        : base($"{what}: {first.MessageType} with id '{first.Id}' in manifest {firstManifest}, and {second.MessageType} with id '{second.Id}' in manifest {secondManifest}. Change one [Message] id, or leave one manifest out of RemoteOptions.Messages")
    {
    }
}
