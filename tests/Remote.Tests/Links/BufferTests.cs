using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

public sealed class BufferTests
{
    /// <summary>Fails (four megabytes stay with the peer) when an idle pump keeps its buffer.</summary>
    [Fact]
    public async Task Tell_ALargeMessage_LeavesNoLargeBufferBehind()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var inbox = b.SpawnInbox<Blob>("inbox");
        var outbound = a.Remote.TryGetPeer(b.Remote.Self)!.Outbound;
        for (int round = 0; round < 3; round++) // it grows again
        {
            a.Ref<Blob>(b, "inbox").Tell(new Blob(new byte[3_000_000]));
            Assert.Equal(3_000_000, (await inbox.NextAsync()).Bytes.Length);
            using var limit = new CancellationTokenSource(TestNode.Patience);
            while (outbound.BufferBytes > OutboundPump.KeptBytes)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
