namespace Actors.Cluster;

/// <summary>Base of all errors that Actors.Cluster raises.</summary>
public abstract class ClusterException : Exception
{
    private protected ClusterException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
