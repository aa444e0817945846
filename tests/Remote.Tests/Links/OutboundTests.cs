using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

public class OutboundTests
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    private static RemoteOptions Narrow { get; } = TestNode.Options with { OutboundLimitMessages = 100 };

    [Fact]
    public async Task Tell_BeyondTheBound_IsADeadLetterAndTheRestArrives()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Narrow), await cluster.StartAsync("b"));
        var inbox = b.SpawnInbox<Number>("inbox");
        cluster.Network.Cut("a", "b");
        var target = a.Ref<Number>(b, "inbox");
        for (int i = 0; i < 1000; i++) target.Tell(new Number(i));
        long full = a.System.DeadLetters.Count(DeadLetterReason.OutboundFull);
        Assert.InRange(full, 850, 900);
        cluster.Network.Heal("a", "b");
        for (int i = 0; i < 1000 - full; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        await target.TellAsync(new Number(5000)).AsTask().WaitAsync(TestNode.Patience); // there is room again, as soon as the last write has ended
        Assert.Equal(new Number(5000), await inbox.NextAsync());
        Assert.Equal(full, a.System.DeadLetters.Total);
    }

    [Fact]
    public async Task TellAsync_BeyondTheBound_WaitsAndGoesOn()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Narrow), await cluster.StartAsync("b"));
        var inbox = b.SpawnInbox<Number>("inbox");
        cluster.Network.Cut("a", "b");
        var target = a.Ref<Number>(b, "inbox");
        int told = 0;
        ValueTask waiting;
        while ((waiting = target.TellAsync(new Number(told))).IsCompletedSuccessfully) told++;
        Assert.InRange(told, 100, 150);
        cluster.Network.Heal("a", "b");
        await waiting.AsTask().WaitAsync(TestNode.Patience);
        for (int i = 0; i <= told; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    [Fact]
    public async Task TellAsync_Cancelled_EndsTheWait()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Narrow), await cluster.StartAsync("b"));
        cluster.Network.Cut("a", "b");
        var target = a.Ref<Number>(b, "inbox");
        using var cancel = new CancellationTokenSource();
        ValueTask waiting;
        while ((waiting = target.TellAsync(new Number(1), cancel.Token)).IsCompletedSuccessfully)
        {
            // until it is full
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(waiting.AsTask);
    }

    /// <summary>
    /// The queue drains just while a teller marks it full. Fails (every further message is a dead letter) when the pump is
    /// not woken to take the mark away again.
    /// </summary>
    [Fact]
    public async Task Tell_FloodsOverATinyBound_NeverGetsStuck()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { OutboundLimitMessages = 1 }), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var target = a.Ref<Number>(b, "adder");
        for (int i = 0; i < 2000; i++)
        {
            await target.TellAsync(new Number(1)).AsTask().WaitAsync(TestNode.Patience);
            target.Tell(new Number(2));
        }

        await target.TellAsync(new Number(3)).AsTask().WaitAsync(TestNode.Patience);
    }

    /// <summary>
    /// Tellers begin to wait while room is made. One that installs its source after the pump has looked waits for ever without
    /// the second look in WaitAsync: seen once, on a machine under heavy load.
    /// </summary>
    [Fact]
    public async Task TellAsync_ManyTellersOverATinyBound_AllGoOn()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { OutboundLimitMessages = 1 }), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var target = a.Ref<Number>(b, "adder");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await Task.Yield();
            for (int i = 0; i < 1000; i++) await target.TellAsync(new Number(1));
        })).WaitAsync(TestNode.Patience);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    [Fact]
    public async Task Stop_SaysGoodbyeAfterWhatWasTold_AndNobodyIsAlarmed()
    {
        for (int round = 0; round < 20; round++)
        {
            await using var cluster = NewCluster();
            var b = await cluster.StartAsync("b");
            var a = await cluster.StartAsync("a");
            var inbox = b.SpawnInbox<Number>("inbox");
            b.SpawnAdder();
            Assert.Equal(2, await a.AddAsync(b, 1));
            for (int i = 0; i < 5000; i++) a.Ref<Number>(b, "inbox").Tell(new Number(i));
            await a.DisposeAsync();
            for (int i = 0; i < 5000; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
            Assert.Contains("goodbye", await b.Log.WaitForAsync(2010), StringComparison.Ordinal);
            Assert.DoesNotContain(a.Log.Lines.Concat(b.Log.Lines), line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning && line.Id is >= 2000 and < 2100);
        }
    }

    [Fact]
    public async Task Stop_WhileConnecting_EndsAndWhatWaitsIsADeadLetter()
    {
        await using var cluster = NewCluster();
        var a = await cluster.StartAsync("a");
        var target = a.System.Resolve<Number>("actors://nobody@127.0.0.1:9/user/x");
        var letter = a.NextDeadLetter(DeadLetterReason.ShuttingDown);
        target.Tell(new Number(1));
        await a.Log.WaitForAsync(2003);
        await a.DisposeAsync();
        Assert.Equal(new Number(1), (await letter).Message);
        Assert.Equal(1, a.Log.Count(2003));
    }

    [Fact]
    public async Task GiveUp_WhatWaitsIsADeadLetter_AndALaterTellTriesAgain()
    {
        await using var cluster = NewCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { GiveUpAfter = TimeSpan.FromMilliseconds(1) });
        var target = a.System.Resolve<Number>("actors://b@127.0.0.1:31000/user/inbox");
        var letter = a.NextDeadLetter(DeadLetterReason.PeerDead);
        target.Tell(new Number(1));
        Assert.Equal(new Number(1), (await letter).Message);
        await using var b = await TestNode.StartAsync("b", cluster.Transport("b"), TestNode.Options with { Port = 31_000 });
        var inbox = b.SpawnInbox<Number>("inbox");
        target.Tell(new Number(2));
        Assert.Equal(new Number(2), await inbox.NextAsync());
    }
}
