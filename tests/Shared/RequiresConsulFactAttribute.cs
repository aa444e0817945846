namespace Actors.Tests;

/// <summary>A test that starts a real Consul agent; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresConsulFactAttribute : FactAttribute
{
    /// <summary>Looks for the agent.</summary>
    public RequiresConsulFactAttribute() => Skip = ConsulAvailability.SkipReason;
}
