namespace Actors;

/// <summary>Base of all errors that Actors itself raises.</summary>
public abstract class ActorException : Exception
{
    private protected ActorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
