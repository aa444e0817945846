namespace Actors.Remote;

/// <summary>A link to a peer cannot be opened, or broke. The message names the peer and the reason.</summary>
public sealed class LinkException : RemoteException
{
    /// <summary>Creates the exception.</summary>
    public LinkException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
