namespace Actors.Cluster;

/// <summary>
/// The membership store did not answer, or not in time, or refused. The message names the store, the address and the
/// setting to look at. A conflict of a transaction is not an error but a <see cref="TxnResult"/>.
/// </summary>
public sealed class MembershipStoreException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, where, and what to do.</param>
    /// <param name="outcomeUnknown">See <see cref="OutcomeUnknown"/>.</param>
    /// <param name="innerException">The cause, if another exception was one.</param>
    public MembershipStoreException(string message, bool outcomeUnknown = false, Exception? innerException = null)
        : base(message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>
    /// True if the transaction may have been committed, or may still be committed later. Only a state that the
    /// transaction's checks exclude settles it: read until one of the compared keys has another version.
    /// </summary>
    public bool OutcomeUnknown { get; }
}
