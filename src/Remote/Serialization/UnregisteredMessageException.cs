namespace Actors.Remote;

/// <summary>A message of a type that no manifest lists was to be sent to another node.</summary>
public sealed class UnregisteredMessageException : RemoteException
{
    /// <summary>Creates the exception for <paramref name="messageType"/>.</summary>
    public UnregisteredMessageException(Type messageType)
        : base($"{messageType} cannot be sent to another node because no codec for it is registered: mark it with [Message(\"an.id\")] and add its assembly's manifest to RemoteOptions.Messages{(messageType.IsGenericType ? ", and name it there with its arguments: [MessageManifest(typeof(...))]" : "")}") =>
        MessageType = messageType;

    /// <summary>The type that is not registered.</summary>
    public Type MessageType { get; }
}
