namespace Actors.Cluster;

/// <summary>One key of the store.</summary>
/// <param name="Key">The key, for example <c>actors/c1/epoch</c>.</param>
/// <param name="Value">The value. Never modified in place.</param>
/// <param name="Version">Grows with each write of this key; never 0. A key that was deleted and made again has a higher one, unless the whole store was lost.</param>
public sealed record StoreEntry(string Key, ReadOnlyMemory<byte> Value, ulong Version);
