namespace Actors.IntegrationTests;

/// <summary>A fact that needs the consul program on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresConsulFactAttribute : FactAttribute
{
    /// <summary>Skips where consul is missing and the requirement is not enforced.</summary>
    public RequiresConsulFactAttribute() => Skip = Requirement.Skip(
        "consul", ConsulAgent.FindProgram() is null ? "it is not in PATH; run eng/install-consul.sh" : null);
}
