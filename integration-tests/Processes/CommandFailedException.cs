namespace Actors.IntegrationTests;

/// <summary>A command ended with another exit code than 0; carries its output.</summary>
public sealed class CommandFailedException(string command, int exitCode, string output)
    : Exception($"{command} ended with exit code {exitCode}:{Environment.NewLine}{output}")
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
