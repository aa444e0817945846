namespace Actors.Cluster;

/// <summary>What became of a transaction that the store has decided.</summary>
/// <param name="Committed">True: all of it is applied and durable. False: nothing is.</param>
/// <param name="Version">If committed, the version that every written key has now.</param>
/// <param name="FailedOperation">If not committed, the position of the first operation whose comparison failed.</param>
public readonly record struct TxnResult(bool Committed, ulong Version, int FailedOperation)
{
    /// <summary>The transaction is applied.</summary>
    public static TxnResult Success(ulong version) => new(true, version, -1);

    /// <summary>A comparison failed and nothing is applied.</summary>
    public static TxnResult Conflict(int failedOperation) => new(false, 0, failedOperation);
}
