namespace Actors.IntegrationTests;

/// <summary>
/// The WordCount program as it is deployed without an installed runtime: self-contained, trimmed, compiled ahead. Published
/// once for all tests; a finding of the trimmer or of its analysers fails that, since warnings are errors.
/// </summary>
internal static class LeanProgram
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>Path of the program.</summary>
    public static Task<string> FindAsync() => Published.Value;

    private static async Task<string> PublishAsync()
    {
        const string output = "artifacts/lean";
        CommandRun publish = await CommandRun.RunAsync(
            "dotnet",
            ["publish", "samples/WordCount", "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", output],
            workingDirectory: BuiltProgram.RepositoryRoot,
            limit: Limits.Publish);
        publish.Succeeded("dotnet publish samples/WordCount --self-contained");
        return Path.Combine(BuiltProgram.RepositoryRoot, output, "WordCount");
    }
}
