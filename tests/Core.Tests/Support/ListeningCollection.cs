namespace Actors.Core.Tests;

/// <summary>Tests that listen to the process's metrics or activities: while they do, a Tell anywhere in the process may allocate, so they run alone.</summary>
[CollectionDefinition(nameof(ListeningCollection), DisableParallelization = true)]
public sealed class ListeningCollection;
