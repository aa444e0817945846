namespace Actors.Tests;

/// <summary>Whether tests can start a Consul agent of their own. With ACTORS_CI=1 they must.</summary>
internal static class ConsulAvailability
{
    internal static string? SkipReason =>
        Executable is not null || Environment.GetEnvironmentVariable("ACTORS_CI") == "1" ? null : "consul is not on PATH (eng/install-consul.sh installs it)";

    internal static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "consul"))
        .FirstOrDefault(File.Exists);
}
