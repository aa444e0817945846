using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>What waits behind large messages, and what does not.</summary>
public sealed class HeldBackTests
{
    private const int ChunkBytes = 4096, LargeBytes = 100_000, Large = 15, Small = 500;

    /// <summary>
    /// Many small messages behind many large ones, each to one of many actors: all arrive, in order. When a large one has gone, only
    /// what is behind it is looked at: with a look at all that waits this took time by the square, and does not end here.
    /// </summary>
    [Fact]
    public async Task Tell_ManyBehindManyLargeOnes_AllArriveInOrder()
    {
        const int actors = 1000, messages = 60_000;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { ChunkBytes = ChunkBytes }), await cluster.StartAsync("b"));
        cluster.Network.Cut("a", "b"); // all of it waits before any has gone
        int left = actors + messages, wrong = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var targets = new List<ActorRef<Blob>>();
        for (int actor = 0; actor < actors; actor++)
        {
            int last = -1;
            b.Spawn<Blob>($"x{actor}", (_, blob) =>
            {
                int number = BitConverter.ToInt32(blob.Bytes);
                if (number <= last) Interlocked.Increment(ref wrong);
                last = number;
                if (Interlocked.Decrement(ref left) == 0) done.TrySetResult();
                return Behavior.Same<Blob>();
            });
            targets.Add(a.Ref<Blob>(b, $"x{actor}"));
            targets[actor].Tell(Numbered(0, 20_000));
        }

        for (int i = 1; i <= messages; i++) targets[i % actors].Tell(Numbered(i, 4));
        cluster.Network.Heal("a", "b");
        await done.Task.WaitAsync(TestNode.Patience);
        Assert.Equal(0, wrong);
    }

    /// <summary>
    /// On the wire: more large ones than may be held back at once, a flush and a pulse, then small ones for somebody else, who does
    /// not wait. The flush and the pulse do, for all that was told before them. Fails (the small ones come after half a megabyte)
    /// when DataPump does not put aside the large ones beyond its half of the bound, or lets the flush or the pulse stop the
    /// others, and (the pulse comes too soon) when an era does not count what is put aside.
    /// </summary>
    [Fact]
    public async Task Tell_BehindMoreLargeOnesThanHaveRoom_DoesNotWaitForThem()
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with
        {
            ChunkBytes = ChunkBytes, BatchBytes = 1024, OutboundLimitBytes = 2 * 1024 * 1024,
            ReconnectMin = TimeSpan.FromHours(1), ReconnectMax = TimeSpan.FromHours(1),
        };
        var node = await cluster.StartAsync("b", options);
        for (int i = 0; i < Large; i++) RefOf("x" + i).Tell(Numbered(i, LargeBytes));
        var peer = node.Remote.TryGetPeer(new NodeAddress("raw", "127.0.0.1", 9));
        peer!.Outbound.Pulse(77, 1);
        var flushed = peer.Outbound.FlushAsync();
        RefOf("x0").Tell(Numbered(Large, 4)); // behind the first, and told after the pulse
        for (int i = 0; i < Small; i++) RefOf("y").Tell(Numbered(i, 4));
        await node.Log.WaitForAsync(2003); // its own dial is over, to which the peer's would give way
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawSession.BeginAsync(transport, node, options);
        int large = 0, small = 0, bytes = 0, bytesBeforeSmall = 0, largeBeforePulse = -1;
        while (large < Large || small <= Small || largeBeforePulse < 0)
        {
            var frame = await raw.Data.ReadAnyAsync();
            bytes += frame.Chunk?.Data.Length ?? 0;
            if (frame.Ping is { Epoch: 77 }) largeBeforePulse = large;
            foreach (var envelope in frame.Batch?.Envelopes ?? [])
            {
                if (envelope.Large != 0) large++;
                else if (++small == Small) bytesBeforeSmall = bytes;
            }
        }

        Assert.InRange(bytesBeforeSmall, 0, 2 * LargeBytes);
        Assert.Equal(Large, largeBeforePulse);
        await flushed.WaitAsync(TestNode.Patience);
        Assert.Equal(0, node.System.DeadLetters.Total);

        ActorRef<Blob> RefOf(string name) => node.System.Resolve<Blob>($"actors://raw@127.0.0.1:9/user/{name}");
    }

    private static Blob Numbered(int number, int bytes)
    {
        byte[] filled = new byte[bytes];
        BitConverter.TryWriteBytes(filled, number);
        return new Blob(filled);
    }
}
