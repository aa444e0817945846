using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

public class ReconnectTests
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    /// <summary>
    /// Nothing that waits for a session is lost or stuck. It does not force the narrow race in Pump.Run, an item that comes
    /// while OnUnbound looks: with that second look taken out, it still passed. Fails when OutboundTables gives out the numbers
    /// of the stream before.
    /// </summary>
    [Fact]
    public async Task Tell_WhileTheLinkIsCut_ArrivesAfterItIsHealed()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        var inbox = b.SpawnInbox<Number>("inbox");
        var target = a.Ref<Number>(b, "inbox");
        Assert.Equal(2, await a.AddAsync(b, 1));
        for (int round = 0; round < 20; round++)
        {
            cluster.Network.Cut("a", "b");
            await a.Log.WaitForAsync(2002, round + 1);
            for (int i = 0; i < 10; i++) target.Tell(new Number(i));
            cluster.Network.Heal("a", "b");
            for (int i = 0; i < 10; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        }

        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    /// <summary>Cut in the middle of a flood: each message arrives at most once and in order, and those known to be lost are dead letters.</summary>
    [Fact]
    public async Task Cut_DuringAFlood_KeepsOrderAndDoublesNothing()
    {
        const int count = 50_000;
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        long last = -1, received = 0, bad = 0;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.Spawn<Number>("sink", (_, number) =>
        {
            if (number.Value <= last) bad++;
            last = number.Value;
            received++;
            if (last >= count) ended.TrySetResult();
            return Behavior.Same<Number>();
        });
        var sink = a.Ref<Number>(b, "sink");
        for (int i = 0; i < count; i++)
        {
            await sink.TellAsync(new Number(i));
            if (i % 5000 == 4999)
            {
                cluster.Network.Cut("a", "b");
                cluster.Network.Heal("a", "b");
            }
        }

        // What is told to a session that has been cut, and does not know it yet, is lost with it.
        using var patience = new CancellationTokenSource(TestNode.Patience);
        int told = count;
        for (; !ended.Task.IsCompleted; await Task.Yield()) await sink.TellAsync(new Number(told++), patience.Token);
        Assert.Equal(0, bad);
        Assert.True(received <= told);
        Assert.Equal(a.System.DeadLetters.Total, a.System.DeadLetters.Count(DeadLetterReason.LinkLost));
    }

    /// <summary>Watches and stops are sent until they are acknowledged, and handled once.</summary>
    [Fact]
    public async Task Control_AcrossCuts_ArrivesOnce()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        for (int i = 0; i < 50; i++) b.SpawnAdder($"adder{i}");
        var watches = new List<Task>();
        for (int i = 0; i < 50; i++)
        {
            var actor = a.Ref<Number>(b, $"adder{i}");
            watches.Add(ActorSystem.WhenTerminated(actor));
            ActorSystem.Stop(actor);
            if (i % 10 != 9) continue;
            cluster.Network.Cut("a", "b");
            cluster.Network.Heal("a", "b");
        }

        await Task.WhenAll(watches).WaitAsync(TestNode.Patience);
        Assert.DoesNotContain(a.Log.Lines, line => line.Id is 2004 or 2005 or 2006 or 2007);
        Assert.DoesNotContain(b.Log.Lines, line => line.Id is 2004 or 2005 or 2006 or 2007);
    }

    /// <summary>Nothing comes through and no end is seen: the pings notice.</summary>
    [Fact]
    public async Task Link_HalfOpen_IsCutByPings()
    {
        var time = new VirtualTime();
        await using var cluster = NewCluster();
        var options = TestNode.Options with { PingInterval = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromSeconds(3) };
        var a = await cluster.StartAsync("a", options, time);
        var b = await cluster.StartAsync("b", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) });
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        cluster.Network.Stall("b", "a");
        var noticed = a.Log.WaitForAsync(2002);
        while (!noticed.IsCompleted)
        {
            time.AdvanceBy(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("silent", await noticed, StringComparison.Ordinal);
        cluster.Network.Resume("b", "a");
    }

    /// <summary>Fails when the tie is not broken by address: both sides then refuse, or replace each other's session.</summary>
    [Fact]
    public async Task BothDial_AtOnce_OneSessionStaysAndNothingIsLost()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            await using var cluster = NewCluster();
            var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
            await BothDialAsync(a, b);
        }
    }

    /// <summary>Both have reason to dial at once: one session comes of it, and nothing is lost.</summary>
    internal static async Task BothDialAsync(TestNode a, TestNode b)
    {
        a.SpawnAdder();
        b.SpawnAdder();
        var asks = new List<Task<long>>();
        for (int i = 0; i < 10; i++)
        {
            asks.Add(a.AddAsync(b, i));
            asks.Add(b.AddAsync(a, i));
        }

        await Task.WhenAll(asks);
        Assert.Equal(0, a.System.DeadLetters.Total + b.System.DeadLetters.Total);
        Assert.Equal((1, 1), (a.Log.Count(2001), b.Log.Count(2001)));
        Assert.Equal(a.Remote.TryGetPeer(b.Remote.Self)!.Session!.Id, b.Remote.TryGetPeer(a.Remote.Self)!.Session!.Id);
    }

    /// <summary>Nothing grows with the number of sessions there have been.</summary>
    [Fact]
    public async Task Reconnect_ManyTimes_LeavesNothingBehind()
    {
        await using var cluster = NewCluster();
        var transport = cluster.Transport("a");
        var b = await cluster.StartAsync("b");
        await using var a = await TestNode.StartAsync("a", transport, TestNode.Options with { ReconnectMax = TimeSpan.FromMilliseconds(1) });
        b.SpawnAdder();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i + 1, await a.AddAsync(b, i));
            a.Remote.TryGetPeer(b.Remote.Self)!.Session?.Close("the test says so");
        }

        Assert.Equal(2, await a.AddAsync(b, 1));
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (transport.Links.Count > 4 && !limit.IsCancellationRequested) await Task.Yield(); // others may still be on their way out
        Assert.InRange(transport.Links.Count, 2, 4);
        Assert.Equal(0, a.System.Asks.Count);
    }

    [Fact]
    public async Task ChangeIncarnation_PeersMeetANewNode_AndItsWatchesHold()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        a.SpawnAdder();
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var atA = ActorSystem.WhenTerminated(b.Pinned<Number>(a, "adder"));
        var atB = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        Assert.Equal(2, await b.AddAsync(a, 1));
        a.Remote.ChangeIncarnation(2);
        await atA.WaitAsync(TestNode.Patience); // the old life is over
        Assert.Equal(3, await a.AddAsync(b, 2));
        Assert.Equal(3, await b.AddAsync(a, 2));
        Assert.False(atB.IsCompleted);
        ActorSystem.Stop(a.Ref<Number>(b, "adder"));
        await atB.WaitAsync(TestNode.Patience);
    }
}
