namespace Actors.Cluster;

/// <summary>What one operation of a transaction does.</summary>
public enum StoreOperationKind
{
    /// <summary>Writes the value, whatever is there.</summary>
    Set,

    /// <summary>Writes the value if the key has the version (0: if the key does not exist); else the transaction conflicts.</summary>
    CompareAndSet,

    /// <summary>Removes the key, whether it exists or not.</summary>
    Delete,

    /// <summary>Removes the key if it has the version; else the transaction conflicts.</summary>
    CompareAndDelete,

    /// <summary>Changes nothing; the transaction conflicts unless the key has the version.</summary>
    Check,

    /// <summary>Changes nothing; the transaction conflicts unless the key exists.</summary>
    CheckExists,
}
