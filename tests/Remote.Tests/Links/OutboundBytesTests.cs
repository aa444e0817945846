using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>The bound on what waits for a peer holds in bytes, whatever the messages measure.</summary>
public sealed class OutboundBytesTests
{
    private const int Mi = 1024 * 1024, Limit = 8 * Mi;

    private static RemoteOptions Options { get; } = TestNode.Options with { OutboundLimitBytes = Limit, InboundLimitBytes = 64 * 1024 };

    /// <summary>
    /// Before anything has been sent. Fails (800 are taken, 50 MB and more) when OutboundPump looks at no message before it is
    /// encoded; the weights are given back: fails (there is no room in the end) when one is not.
    /// </summary>
    [Theory]
    [InlineData(5_000)]
    [InlineData(64 * 1024)]
    [InlineData(3 * Mi)]
    public async Task TellAsync_BeforeTheFirstBatch_TakesNoMoreThanTheBound(int bytes)
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", Options), await cluster.StartAsync("b"));
        cluster.Network.Cut("a", "b");
        var (inbox, target) = (b.SpawnInbox<Blob>("inbox"), a.Ref<Blob>(b, "inbox"));
        int told = 1;
        ValueTask waiting;
        while ((waiting = target.TellAsync(new Blob(new byte[bytes]))).IsCompletedSuccessfully) told++;
        Assert.InRange((long)told * bytes, Limit / 2, Limit + (Limit / 8) + (2 * bytes));
        cluster.Network.Heal("a", "b");
        await waiting.AsTask().WaitAsync(TestNode.Patience);
        for (int i = 0; i < told; i++) Assert.Equal(bytes, (await inbox.NextAsync()).Bytes.Length);
        Assert.Equal(0, a.Remote.TryGetPeer(b.Remote.Self)!.Outbound.HeavyBytes);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    /// <summary>A warm link, a consumer that stands still, messages in chunks. Fails (all are taken, 200 MB) when those that are held back do not count.</summary>
    [Fact]
    public async Task TellAsync_LargeOnesToAConsumerThatStandsStill_TakesNoMoreThanTheBound()
    {
        const int bytes = Mi / 2, most = 400;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", Options), await cluster.StartAsync("b", Options));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int handled = 0, told = 1;
        b.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, blob) =>
        {
            await gate.Task;
            if (++handled == Volatile.Read(ref told)) done.TrySetResult();
            return Behavior.Same<Blob>();
        })), "slow");
        b.SpawnAdder();
        for (int i = 0; i < 1000; i++) await a.AddAsync(b, i);
        var slow = a.Ref<Blob>(b, "slow");
        ValueTask waiting;
        while ((waiting = slow.TellAsync(new Blob(new byte[bytes]))).IsCompletedSuccessfully && told < most) told++;
        Assert.InRange(told, 16, 64); // 16 are the bound; what the link and the receiver have taken comes to it
        gate.SetResult();
        await waiting.AsTask().WaitAsync(TestNode.Patience);
        await done.Task.WaitAsync(TestNode.Patience);
        Assert.Equal(0, a.System.DeadLetters.Total + b.System.DeadLetters.Total);
    }

    /// <summary>A few large messages among small ones do not make the small ones count as large. Fails (most are dead letters) when they are in one mean.</summary>
    [Fact]
    public async Task Tell_ManySmallOnesAfterALargeOne_AreAllTaken()
    {
        const int small = 5000;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", Options), await cluster.StartAsync("b"));
        var (large, numbers) = (b.SpawnInbox<Blob>("large"), b.SpawnInbox<Number>("numbers"));
        a.Ref<Blob>(b, "large").Tell(new Blob(new byte[100_000]));
        await large.NextAsync();
        cluster.Network.Cut("a", "b");
        await a.Log.WaitForAsync(2002); // what is told to a session that does not know it yet is lost
        a.Ref<Blob>(b, "large").Tell(new Blob(new byte[Mi]));
        for (int i = 0; i < small; i++) a.Ref<Number>(b, "numbers").Tell(new Number(i));
        cluster.Network.Heal("a", "b");
        for (int i = 0; i < small; i++) Assert.Equal(i, (await numbers.NextAsync()).Value);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    /// <summary>Large replies count too: beyond twice the bound they are dropped, and the asker is not left to wait for memory that is not there.</summary>
    [Fact]
    public async Task Reply_LargeOnes_CountUntilTheyHaveGone()
    {
        const int asks = 40, bytes = Mi;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", Options));
        b.Spawn<Number>("giver", static (context, number) =>
        {
            context.Reply(new Blob(new byte[number.Value]));
            return Behavior.Same<Number>();
        });
        var giver = a.Ref<Number>(b, "giver");
        for (int i = 0; i < asks; i++) Assert.Equal(bytes, (await giver.Ask<Number, Blob>(new Number(bytes), TestNode.Patience)).Bytes.Length);
        Assert.Equal(0, b.Remote.TryGetPeer(a.Remote.Self)!.Outbound.HeavyBytes);
    }
}
