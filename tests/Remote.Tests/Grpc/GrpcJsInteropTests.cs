using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Actors.Remote.Tests.Nodes;
using Actors.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

/// <summary>The transport and the frames against an unrelated gRPC implementation that has only the .proto file.</summary>
public sealed class GrpcJsInteropTests
{
    [RequiresGrpcJsFact]
    public async Task GrpcJsClient_SendsPings_ReceivesPongsAndStatusOk()
    {
        await using var transport = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        int port = await transport.ListenAsync("127.0.0.1", 0, AnswerPingsAsync, default);
        var start = new ProcessStartInfo("node", [RepositoryFiles.Find("tests", "Interop", "grpc-js", "ping.js"), $"127.0.0.1:{port}", "1000"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            Task<string> errors = node.StandardError.ReadToEndAsync(patience.Token);
            string output = await node.StandardOutput.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            Assert.True(node.ExitCode == 0, await errors);
            Assert.Equal("ok 1000", output.Trim());
        }
        finally
        {
            if (!node.HasExited) node.Kill();
        }
    }

    private static async Task AnswerPingsAsync(ILinkStream link)
    {
        using var assembler = new MessageAssembler();
        using var answers = new WireBuffer(1024, 1024 * 1024);
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            ReadOnlySequence<byte> bytes = result.Buffer;
            while (FrameReader.TryTake(ref bytes, 1024, out ReadOnlySequence<byte> message)) Answer(assembler.Assemble(message), answers);
            link.Input.AdvanceTo(bytes.Start, bytes.End);
            if (answers.Length > 0) await link.WriteAsync(answers.WrittenMemory, default);
            answers.Truncate(0);
            if (result.IsCompleted) return;
        }
    }

    private static void Answer(ReadOnlySpan<byte> message, WireBuffer answers)
    {
        FrameView frame = FrameReader.Parse(message);
        Assert.Equal(FrameKind.Ping, frame.Kind);
        PulseView ping = PulseView.Decode(frame);
        FrameWriter.WritePong(answers, ping.Sequence, ping.Epoch);
    }
}
