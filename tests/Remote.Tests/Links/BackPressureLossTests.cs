using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

public class BackPressureLossTests
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    /// <summary>
    /// The link is lost while tellers wait, and the peer given up: all go on. Fails when OutboundPump does not look for room
    /// in OnUnbound.
    /// </summary>
    [Fact]
    public async Task TellAsync_PeerGivenUpWhileWaiting_GoesOn()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { OutboundLimitMessages = 10 }), await cluster.StartAsync("b"));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Cut("a", "b");
        var target = a.Pinned<Number>(b, "adder");
        var waiting = new List<Task>();
        while (waiting.Count < 20)
        {
            var told = target.TellAsync(new Number(1));
            if (!told.IsCompletedSuccessfully) waiting.Add(told.AsTask());
        }

        a.Remote.DeclareDead(b.Remote.Self, "the test says so");
        await Task.WhenAll(waiting).WaitAsync(TestNode.Patience);
    }

    /// <summary>As above, with what may end a loss: the link comes back, this node stops. Fails when DataPump looks for room neither in Encode nor in OnWritten; or, for the stop, as above.</summary>
    [Theory]
    [InlineData("healed")]
    [InlineData("stopped")]
    public async Task TellAsync_LinkLostWhileWaiting_GoesOn(string end)
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { OutboundLimitMessages = 10 }), await cluster.StartAsync("b"));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Stall("a", "b");
        var target = a.Ref<Number>(b, "adder");
        var waiting = new List<Task>();
        while (waiting.Count < 20)
        {
            var told = target.TellAsync(new Number(1));
            if (!told.IsCompletedSuccessfully) waiting.Add(told.AsTask());
        }

        cluster.Network.Cut("a", "b");
        await a.Log.WaitForAsync(2002);
        cluster.Network.Resume("a", "b");
        if (end == "stopped") await a.Remote.DisposeAsync();
        else cluster.Network.Heal("a", "b");
        await Task.WhenAll(waiting).WaitAsync(TestNode.Patience);
        if (end != "healed") return;
        await a.Remote.TryGetPeer(b.Remote.Self)!.Outbound.FlushAsync().WaitAsync(TestNode.Patience); // those before may fill it again, and an ask waits for no room
        await target.TellAsync(new Number(1)).AsTask().WaitAsync(TestNode.Patience); // nor for the mark to be taken away
        Assert.Equal(3, await a.AddAsync(b, 2));
    }

    /// <summary>Batches of a few bytes, cut all the time: nothing is lost. Fails when an envelope that does not fit is counted as sent.</summary>
    [Fact]
    public async Task Tell_InTheSmallestBatchesAndFrames_LosesNothing()
    {
        await using var cluster = NewCluster();
        var options = TestNode.Options with { MaxFrameBytes = 16 * 1024, BatchBytes = 16 * 1024, ChunkBytes = 8 * 1024 };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        var inbox = b.SpawnInbox<Blob>("inbox");
        var target = a.Ref<Blob>(b, "inbox");
        for (int i = 0; i < 500; i++) target.Tell(new Blob(new byte[1 + (i * 37 % 7000)]));
        for (int i = 0; i < 500; i++) Assert.Equal(1 + (i * 37 % 7000), (await inbox.NextAsync()).Bytes.Length);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }
}
