namespace Actors.Cluster;

/// <summary>How a watch ended.</summary>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Index">The index to go on from; after <see cref="WatchOutcome.Regressed"/>, 0.</param>
public readonly record struct WatchResult(WatchOutcome Outcome, ulong Index);
