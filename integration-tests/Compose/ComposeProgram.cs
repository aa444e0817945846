namespace Actors.IntegrationTests;

/// <summary>How this machine calls compose: the plugin of the docker command (v2), or the older program of its own.</summary>
internal sealed record ComposeProgram(string Program, IReadOnlyList<string> FirstArguments)
{
    /// <summary>The plugin where there is one.</summary>
    public static async Task<ComposeProgram> FindAsync()
    {
        CommandRun plugin = await CommandRun.RunAsync("docker", ["compose", "version"]).ConfigureAwait(false);
        return plugin.ExitCode == 0 ? new("docker", ["compose"]) : new("docker-compose", []);
    }
}
