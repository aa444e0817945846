namespace Actors.IntegrationTests;

/// <summary>A fact that makes networks of its own and breaks them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresNetworkFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyMissing = new(NetworkRequirement.WhyMissing);

    /// <summary>Skips where network namespaces cannot be made and the requirement is not enforced.</summary>
    public RequiresNetworkFactAttribute() => Skip = Requirement.Skip("network namespaces", WhyMissing.Value);
}
