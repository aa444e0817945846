namespace Actors.Cluster;

/// <summary>
/// What can go wrong between one node and the in-memory store. A test or simulation changes it at any time; defaults
/// are a perfect network.
/// </summary>
public sealed class InMemoryStoreFaults
{
    /// <summary>False: requests and answers of this node are lost; the caller learns it after the store's request time-out.</summary>
    public bool Reachable { get; set; } = true;

    /// <summary>How long the next request takes to the store; null: no time.</summary>
    public Func<TimeSpan>? RequestDelay { get; set; }

    /// <summary>How long the next answer takes back; null: no time.</summary>
    public Func<TimeSpan>? ResponseDelay { get; set; }

    /// <summary>True loses the answer to the next transaction after its commit; asked once per transaction. Null: never.</summary>
    public Func<bool>? LoseTxnAnswer { get; set; }
}
