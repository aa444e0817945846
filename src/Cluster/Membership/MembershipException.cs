namespace Actors.Cluster;

/// <summary>
/// The node cannot be a member: its name is taken, its settings differ from the cluster's, or the store holds what is not
/// ours. The message names it and says what to do.
/// </summary>
public sealed class MembershipException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public MembershipException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
