using System.Buffers.Binary;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>Where one batch ends and the next begins.</summary>
public sealed class BatchCutTests
{
    /// <summary>
    /// More than a batch waits behind a link that stands still, in sizes that fill batches to every byte around their end: all
    /// of it comes, in order. Fails when the envelope that makes a batch full is taken back and counted as written, and when
    /// the next one is taken off the queue unseen.
    /// </summary>
    [Theory]
    [InlineData(64 * 1024, 1500, 3000)]
    [InlineData(2048, 700, 300)]
    [InlineData(1024, 300, 60)]
    public async Task Batches_CutWhileMoreWaits_LoseNothing(int batchBytes, int messages, int largest)
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { BatchBytes = batchBytes };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var inbox = b.SpawnInbox<Blob>("inbox");
        Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Stall("a", "b");
        var target = a.Ref<Blob>(b, "inbox");
        var random = new Random(batchBytes);
        for (int i = 0; i < messages; i++)
        {
            byte[] bytes = new byte[4 + random.Next(largest)];
            BinaryPrimitives.WriteInt32BigEndian(bytes, i);
            target.Tell(new Blob(bytes));
        }

        cluster.Network.Resume("a", "b");
        for (int i = 0; i < messages; i++) Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian((await inbox.NextAsync()).Bytes));
        Assert.Equal(3, await a.AddAsync(b, 2)); // behind them: nothing came twice
        Assert.Equal(0, inbox.Waiting);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }
}
