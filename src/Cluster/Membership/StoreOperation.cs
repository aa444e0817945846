namespace Actors.Cluster;

/// <summary>One operation of a transaction. Made by the factories.</summary>
/// <remarks>
/// Values that are compared must differ from their predecessors (a nonce in each): Consul takes a rewrite of an
/// identical value for no change, so two compare-and-sets of it would both succeed.
/// </remarks>
public sealed record StoreOperation
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxKeyLength = 512;

    /// <summary>The longest value, in bytes.</summary>
    public const int MaxValueBytes = 128 * 1024;

    private StoreOperation(StoreOperationKind kind, string key, ReadOnlyMemory<byte> value, ulong version)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxKeyLength) throw new ArgumentException($"The key '{key[..64]}...' has {key.Length} characters, at most {MaxKeyLength} are allowed.", nameof(key));
        if (value.Length > MaxValueBytes) throw new ArgumentException($"The value of '{key}' has {value.Length} bytes, at most {MaxValueBytes} are allowed.", nameof(value));
        (Kind, Key, Value, Version) = (kind, key, value, version);
    }

    /// <summary>What it does.</summary>
    public StoreOperationKind Kind { get; }

    /// <summary>The key it is about.</summary>
    public string Key { get; }

    /// <summary>The value to write; empty for those that write none.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>The version to compare; 0 for those that compare none and for "must not exist".</summary>
    public ulong Version { get; }

    /// <summary>True if a commit changes the key.</summary>
    public bool Writes => Kind is not (StoreOperationKind.Check or StoreOperationKind.CheckExists);

    /// <summary>See <see cref="StoreOperationKind.Set"/>.</summary>
    public static StoreOperation Set(string key, ReadOnlyMemory<byte> value) => new(StoreOperationKind.Set, key, value, 0);

    /// <summary>See <see cref="StoreOperationKind.CompareAndSet"/>.</summary>
    public static StoreOperation CompareAndSet(string key, ulong version, ReadOnlyMemory<byte> value) => new(StoreOperationKind.CompareAndSet, key, value, version);

    /// <summary>See <see cref="StoreOperationKind.Delete"/>.</summary>
    public static StoreOperation Delete(string key) => new(StoreOperationKind.Delete, key, default, 0);

    /// <summary>See <see cref="StoreOperationKind.CompareAndDelete"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is 0.</exception>
    public static StoreOperation CompareAndDelete(string key, ulong version)
    {
        ArgumentOutOfRangeException.ThrowIfZero(version);
        return new(StoreOperationKind.CompareAndDelete, key, default, version);
    }

    /// <summary>See <see cref="StoreOperationKind.Check"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is 0; use <see cref="CompareAndSet"/> for a key that must not exist.</exception>
    public static StoreOperation Check(string key, ulong version)
    {
        ArgumentOutOfRangeException.ThrowIfZero(version);
        return new(StoreOperationKind.Check, key, default, version);
    }

    /// <summary>See <see cref="StoreOperationKind.CheckExists"/>.</summary>
    public static StoreOperation CheckExists(string key) => new(StoreOperationKind.CheckExists, key, default, 0);

    /// <summary>Refuses what a store could not take: none or too many operations, the same key twice.</summary>
    /// <exception cref="ArgumentException">The list breaks a limit; the message says which.</exception>
    internal static void CheckTransaction(IReadOnlyList<StoreOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.Count is 0 or > IMembershipStore.MaxOperations)
            throw new ArgumentException($"A transaction has 1 to {IMembershipStore.MaxOperations} operations, not {operations.Count}.", nameof(operations));
        var seen = new HashSet<string>(operations.Count, StringComparer.Ordinal);
        foreach (var operation in operations)
            if (!seen.Add(operation.Key)) throw new ArgumentException($"The transaction names the key '{operation.Key}' twice.", nameof(operations));
    }
}
