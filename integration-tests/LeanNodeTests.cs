using Actors.Remote;
using WordCount;

namespace Actors.IntegrationTests;

/// <summary>
/// The smoke set against nodes that were trimmed and compiled ahead: what trimming took away by mistake fails here, at run time.
/// </summary>
public sealed class LeanNodeTests : IDisposable
{
    private const string Cluster = "lean";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-lean-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task PublishedNodes_ToldAskedWatchedAndCounted_DoAsBuiltOnesDo()
    {
        string program = await LeanProgram.FindAsync();
        var settings = new NodeSettings { Cluster = Cluster, Host = "localhost" };
        await using var first = await StartNodeAsync(program, settings);
        await using var second = await StartNodeAsync(program, settings with { Port = FreePorts.Take(), HealthPort = FreePorts.Take() });

        // the program's own client, in the same form
        CommandRun count = await CommandRun.RunAsync(program, ["count", Path.Combine(BuiltProgram.RepositoryRoot, "README.md")], Environment(settings), limit: Limits.Compose);
        Assert.True(count.ExitCode == 0, count.Text);
        Assert.Contains("equals a plain count", count.Text, StringComparison.Ordinal);
        CommandRun health = await CommandRun.RunAsync(program, ["health"], Environment(settings));
        Assert.True(health.ExitCode == 0, health.Text);

        // a node that is no member, untrimmed
        await using var system = ActorSystem.Create("tests");
        await RemoteNode.StartAsync(system, new RemoteOptions { Cluster = Cluster, Secret = settings.Secret, Messages = [WordCountMessages.Manifest], GiveUpAfter = TimeSpan.FromSeconds(1) });
        var splitter = system.Resolve<Line>($"actors://wordcount@localhost:{settings.Port}/user/splitter");
        var terminated = ActorSystem.WhenTerminated(splitter);
        splitter.Tell(new Line("job", "to be or not to be", null));
        var finished = await splitter.Ask<Line, Finished>(replyTo => new Line("job", "", replyTo), Patience);
        Assert.Equal(6, finished.Words);
        Assert.Equal(["be", "not", "or", "to"], finished.Distinct.Order(StringComparer.Ordinal));
        Assert.False(terminated.IsCompleted);
        Assert.Equal(0, await first.StopAsync());
        await terminated.WaitAsync(Patience);
        Assert.Equal(0, system.DeadLetters.Total);
    }

    private async Task<NodeProcess> StartNodeAsync(string program, NodeSettings settings)
    {
        var node = NodeProcess.StartProgram($"lean node {settings.Port}", program, ["node"], Environment(settings));
        await node.Output.WaitForAsync("^ready: ");
        return node;
    }

    private Dictionary<string, string> Environment(NodeSettings settings) =>
        new(settings.ToEnvironment()) { ["ACTORS_DIRECTORY"] = _folder.FullName };
}
