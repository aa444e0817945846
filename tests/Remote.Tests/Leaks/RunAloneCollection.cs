namespace Actors.Remote.Tests.Leaks;

/// <summary>Tests that count what the whole process holds.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAloneCollection
{
    public const string Name = "leaks";
}
