namespace Actors.Remote;

/// <summary>Base of all errors that Actors.Remote raises.</summary>
public abstract class RemoteException : Exception
{
    private protected RemoteException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
