using System.Diagnostics;
using Actors.Tests;

namespace Actors.Remote.Tests.Nodes;

/// <summary>A client that knows nothing but proto/remote.proto, over real gRPC.</summary>
public sealed class ForeignClientTests
{
    [RequiresGrpcJsFact]
    public async Task GrpcJsClient_ShakesHands_TellsAsksAndReadsTheReply()
    {
        await using var node = await TestNode.StartAsync("b", null);
        node.SpawnAdder();
        var inbox = node.SpawnInbox<Number>("inbox");
        Assert.Equal((0, "reply 42"), await RunAsync(node, TestNode.Options.Secret));
        Assert.Equal(new Number(7), await inbox.NextAsync());
    }

    [RequiresGrpcJsFact]
    public async Task GrpcJsClient_WithAnotherSecret_IsRefusedAndReadsTheReason()
    {
        await using var node = await TestNode.StartAsync("b", null);
        var (code, output) = await RunAsync(node, "not the secret", "insist");
        Assert.Equal(3, code);
        Assert.StartsWith("refused REJECT_REASON_SECRET", output, StringComparison.Ordinal);
        Assert.Equal(1, node.Remote.Counters.Refusals["Secret"]);
    }

    /// <summary>The sample's client gives an error where a node says what it should not. Seen to fail while a proof of another length, or none, ended its process.</summary>
    [RequiresGrpcJsFact]
    public async Task SampleClient_WithNodesThatAreNone_FailsWithAnError() => Assert.Equal((0, "ok 5"), await RunScriptAsync("strangers.js"));

    private static Task<(int Code, string Output)> RunAsync(TestNode node, params string[] arguments) =>
        RunScriptAsync("actors.js", [$"127.0.0.1:{node.Remote.Self.Port}", .. arguments]);

    private static async Task<(int Code, string Output)> RunScriptAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [RepositoryFiles.Find("tests", "Interop", "grpc-js", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(TestNode.Patience);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode is 0 or 3, await errors);
            return (process.ExitCode, output.Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
