namespace Actors.Core.Tests;

/// <summary>
/// Tests that others would disturb or that would disturb others: while one listens to the process's metrics or
/// activities, a Tell anywhere may allocate; and the memory of the process is no test's own while others run.
/// </summary>
[CollectionDefinition(nameof(RunAloneCollection), DisableParallelization = true)]
public sealed class RunAloneCollection;
