using System.Text.Json;

namespace Actors.IntegrationTests;

/// <summary>The main job as docker-compose.yml offers it: Consul, three nodes, and a command that counts on them.</summary>
public sealed class WordCountComposeTests
{
    [RequiresDockerFact]
    public async Task ThreeContainersAndConsul_CountingATextOfTheirOwnAndOneFromOutside_AgreeWithThePlainCount()
    {
        await PublishAsync();
        using TestText fortunes = TestText.Fortunes();
        await using ComposeProject project = await ComposeProject.UpAsync();

        CommandRun own = await project.CountAsync();
        CommandRun outside = await project.CountAsync(fortunes.Path);

        // The program compares with a plain count itself and ends with 1 if they differ.
        await AssertCountedAsync(project, own);
        await AssertCountedAsync(project, outside);
        using var consul = new ConsulApi(await project.AddressAsync("consul", 8500));
        using JsonDocument members =
            JsonDocument.Parse(await consul.GetJsonAsync("/v1/health/service/actors-wordcount?passing"));
        Assert.Equal(3, members.RootElement.GetArrayLength());
    }

    private static async Task AssertCountedAsync(ComposeProject project, CommandRun count)
    {
        Assert.True(
            count.ExitCode == 0,
            count.ExitCode == 0 ? "" : $"{count.Text}{Environment.NewLine}{await project.LogsAsync()}");
        Assert.Contains("equals a plain count", count.Text, StringComparison.Ordinal);
        Assert.All(["node1", "node2", "node3"], node => Assert.Contains(node, count.Text, StringComparison.Ordinal));
    }

    private static async Task PublishAsync()
    {
        string configuration = BuiltProgram.Configuration;
        CommandRun publish = await CommandRun.RunAsync(
            "dotnet",
            ["publish", "samples/WordCount", "-c", configuration, "--no-build", "-o", "artifacts/wordcount"],
            workingDirectory: BuiltProgram.RepositoryRoot);
        publish.Succeeded("dotnet publish samples/WordCount --no-build");
    }
}
