namespace Actors.Cluster;

/// <summary>Why a watch ended.</summary>
public enum WatchOutcome
{
    /// <summary>Something under the prefix may have changed since the index. Intermediate versions are not seen, and it may be a false alarm.</summary>
    Changed,

    /// <summary>The longest wait went by.</summary>
    TimedOut,

    /// <summary>The store's index seems lower than the one given: it was restored or lost, or the index came from a wider prefix. Read everything anew; conclude nothing.</summary>
    Regressed,
}
