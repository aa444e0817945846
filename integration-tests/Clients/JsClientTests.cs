using Actors.Remote;
using Actors.Tests;

namespace Actors.IntegrationTests;

/// <summary>samples/JsClient as its README shows it, against real nodes.</summary>
public sealed class JsClientTests
{
    [RequiresGrpcJsFact]
    public async Task JsClient_TellsAndAsks_ANodeOfWordCount()
    {
        await using var node = await WordCountProcess.StartAsync();
        Assert.Equal("told /user/splitter", await RunAsync(node, "tell", "/user/splitter", "line", """["js", "to be or not to be", null]"""));
        // One actor handles what it is told in the order of arrival, and the first client had ended.
        string finished = await RunAsync(node, "ask", "/user/splitter", "line", """["js", "Not so", "$ask"]""");
        Assert.Matches("""^finished \["wordcount@localhost:[0-9]+",8,\[.*"not".*\]\]$""", finished);
        Assert.Matches("""^counted \[2,"wordcount@localhost:[0-9]+",[0-9]+\]$""", await RunAsync(node, "ask", "/cluster/word/js%3Abe", "word", """[0, "$ask", false]"""));
    }

    [RequiresGrpcJsFact]
    public async Task JsClient_WatchesAnActor_SaysTerminatedWhenItEnds()
    {
        await using var system = ActorSystem.Create("demo");
        var node = await RemoteNode.StartAsync(system, new RemoteOptions { Secret = WordCountProcess.Secret });
        var worker = system.Spawn(Props.FromBehavior(Behavior.Receive<string>(static (_, _) => Behavior.Same<string>())), "worker");
        await using var client = Start(node.Self.Port, "watch", "/user/worker");
        await Poll.UntilAsync("the watch to arrive", _ => Task.FromResult(node.Peers.Any(static peer => peer.WatchedHere == 1)), Limits.Ready, () => Task.FromResult(client.Output.Tail()));
        Assert.False(client.HasExited);
        ActorSystem.Stop(worker);
        Assert.Equal(0, await client.WaitForExitAsync());
        Assert.Equal(["watching /user/worker", "Terminated /user/worker"], client.Output.Snapshot());
    }

    [RequiresGrpcJsFact]
    public async Task JsClient_WithAnotherSecret_SaysSoAndEnds()
    {
        await using var system = ActorSystem.Create("demo");
        var node = await RemoteNode.StartAsync(system, new RemoteOptions { Secret = "another secret than the client has" });
        await using var client = Start(node.Self.Port, "watch", "/user/worker");
        Assert.Equal(1, await client.WaitForExitAsync());
        Assert.Equal(["the secret of the node is not ours"], client.Output.Snapshot());
    }

    private static async Task<string> RunAsync(WordCountProcess node, params string[] arguments)
    {
        await using var client = Start(node.Port, arguments, WordCountProcess.Cluster);
        int exitCode = await client.WaitForExitAsync(Limits.Command);
        Assert.True(exitCode == 0, client.Output.Tail());
        return Assert.Single(client.Output.Snapshot());
    }

    private static HostProcess Start(int port, params string[] arguments) => Start(port, arguments, cluster: "default");

    private static HostProcess Start(int port, string[] arguments, string cluster) => HostProcess.Start(
        "the client",
        "node",
        [RepositoryFiles.Find("samples", "JsClient", "main.js"), $"localhost:{port}", .. arguments],
        new Dictionary<string, string> { ["ACTORS_SECRET"] = WordCountProcess.Secret, ["ACTORS_CLUSTER"] = cluster });
}
