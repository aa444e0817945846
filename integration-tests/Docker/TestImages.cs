namespace Actors.IntegrationTests;

/// <summary>The images of the container tests: those that eng/base-image.sh makes, or what the environment names.</summary>
internal static class TestImages
{
    /// <summary>The .NET runtime (variable BASE).</summary>
    public static string Base { get; } = Environment.GetEnvironmentVariable("BASE") ?? "actors-base:local";

    /// <summary>Consul (variable CONSUL_IMAGE).</summary>
    public static string Consul { get; } = Environment.GetEnvironmentVariable("CONSUL_IMAGE") ?? "actors-consul:local";
}
