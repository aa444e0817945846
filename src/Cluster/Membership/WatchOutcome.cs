namespace Actors.Cluster;

/// <summary>Why a watch ended.</summary>
public enum WatchOutcome
{
    /// <summary>Something under the prefix may have changed since the index. Intermediate versions are not seen, and it may be a false alarm.</summary>
    Changed,

    /// <summary>The longest wait went by.</summary>
    TimedOut,

    /// <summary>The store's index is lower than the one given: it was restored or lost. Read everything anew; conclude nothing.</summary>
    Regressed,
}
