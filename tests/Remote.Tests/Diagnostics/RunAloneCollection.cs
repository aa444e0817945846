namespace Actors.Remote.Tests.Diagnostics;

/// <summary>Tests that listen to the process's metrics and activities: others would see to it that what is off is on.</summary>
[CollectionDefinition(nameof(RunAloneCollection), DisableParallelization = true)]
public sealed class RunAloneCollection;
