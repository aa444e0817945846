namespace Actors.Cluster;

/// <summary>All keys under a prefix at one instant.</summary>
/// <param name="Entries">The entries in ordinal order of their keys.</param>
/// <param name="Index">The store's index at that instant, to be given to <see cref="IMembershipStore.WatchAsync"/>.</param>
public sealed record StoreView(IReadOnlyList<StoreEntry> Entries, ulong Index);
