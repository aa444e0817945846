namespace Actors.IntegrationTests;

/// <summary>A fact that needs a Docker Engine and the images of <see cref="TestImages"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresDockerFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyMissing = new(DockerRequirement.WhyMissing);

    /// <summary>Skips where Docker or an image is missing and the requirement is not enforced.</summary>
    public RequiresDockerFactAttribute() => Skip = Requirement.Skip("docker", WhyMissing.Value);
}
