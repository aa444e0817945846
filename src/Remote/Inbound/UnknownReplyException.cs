namespace Actors.Remote;

/// <summary>The reply to an ask has a message id that is not registered here.</summary>
public sealed class UnknownReplyException : RemoteException
{
    internal UnknownReplyException(string messageId)
        : base($"the reply's message id '{messageId}' is not registered here; add its manifest to RemoteOptions.Messages") => MessageId = messageId;

    /// <summary>The id that is not registered.</summary>
    public string MessageId { get; }
}
