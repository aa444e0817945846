namespace Actors.Tests;

/// <summary>A test with an unrelated gRPC client; skipped with the reason where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresGrpcJsFactAttribute : FactAttribute
{
    /// <summary>Looks for the client.</summary>
    public RequiresGrpcJsFactAttribute() => Skip = GrpcJsAvailability.SkipReason;
}
