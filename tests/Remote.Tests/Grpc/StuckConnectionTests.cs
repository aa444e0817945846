using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

public sealed class StuckConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The other end takes no bytes any more, as one in a black hole does not: aborting the link ends the write that waits for it, or
    /// the pump behind it would not write to the next session either. Fails when the connection is left to the kernel.
    /// </summary>
    [Fact]
    public async Task Abort_WriteWaitsForAConnectionThatTakesNothing_EndsIt()
    {
        var accepted = new TaskCompletionSource<ILinkStream>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var transport = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        int port = await transport.ListenAsync(
            "127.0.0.1",
            0,
            async stream =>
            {
                accepted.TrySetResult(stream);
                await ended.Task;
            },
            default);
        using var peer = await RawHttp2.ConnectAsync(port);
        peer.WidenWindows();
        peer.Open(1);
        await peer.FlushAsync();
        var stream = await accepted.Task.WaitAsync(Patience);
        Task writing = stream.WriteAsync(new byte[32 * 1024 * 1024], default).AsTask(); // more than the kernel's buffers take
        for (int i = 0; i < 100_000; i++) await Task.Yield(); // mostly they are full by then; if not, a defect goes unnoticed
        Assert.False(writing.IsCompleted);
        stream.Abort("the test says so");
        await Assert.ThrowsAsync<LinkException>(() => writing.WaitAsync(Patience));
        ended.SetResult();
    }
}
