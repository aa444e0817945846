using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>The end of one life and the beginning of the next in one moment, which a held log line makes long.</summary>
public sealed class LifeRaceTests
{
    /// <summary>
    /// Seen to fail while DeclareDead began the control lane anew after its log line, whoever had it by then: the second life's
    /// watch was forgotten and its next control message refused.
    /// </summary>
    [Fact]
    public async Task DeclareDead_WhileTheNextLifeConnects_LeavesItsWatchesAlone()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var first = await cluster.StartAsync("b", incarnation: 5);
        first.SpawnAdder();
        a.SpawnAdder();
        var mine = a.SpawnAdder("mine");
        Assert.Equal(2, await a.AddAsync(first, 1));
        var old = first.Remote.Self;
        cluster.Network.Cut("a", "b"); // no goodbye arrives
        await first.DisposeAsync();
        cluster.Network.Heal("a", "b");
        using var hold = a.Log.Hold(2005);
        var dead = Task.Run(() => a.Remote.DeclareDead(old, "the test says so"));
        await hold.Reached;
        var second = await cluster.StartAsync("b", TestNode.Options with { Port = old.Port }, incarnation: 6);
        second.SpawnAdder();
        var peer = a.Remote.TryGetPeer(old)!;
        Assert.Equal(2, await second.AddAsync(a, 1));
        var there = ActorSystem.WhenTerminated(second.Ref<Number>(a, "mine"));
        var here = ActorSystem.WhenTerminated(a.Ref<Number>(second, "adder"));
        await UntilAsync(() => peer.Watchers.Count == 1 && second.Remote.TryGetPeer(a.Remote.Self)!.Watchers.Count == 1);
        hold.Dispose();
        await dead;
        Assert.Equal(1, peer.Watchers.Count);
        Assert.Equal(1, peer.Watches.Count);
        ActorSystem.Stop(mine);
        await there.WaitAsync(TestNode.Patience);
        Assert.False(here.IsCompleted);
        ActorSystem.Stop(a.Ref<Number>(second, "adder"));
        await here.WaitAsync(TestNode.Patience);
        Assert.DoesNotContain(a.Log.Lines.Concat(second.Log.Lines), line => line.Id is 2006 or 2007);
    }

    /// <summary>Seen to fail while OnOwnIncarnationChanged began the lane anew after it had closed the session, whoever had it by then.</summary>
    [Fact]
    public async Task ChangeIncarnation_WhileAPeerConnectsAgain_LeavesItsWatchesAlone()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var (one, two) = (a.SpawnAdder("one"), a.SpawnAdder("two"));
        a.SpawnAdder();
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        using var hold = a.Log.Hold(2002);
        var changed = Task.Run(() => a.Remote.ChangeIncarnation(2));
        await hold.Reached;
        b.Remote.TryGetPeer(a.Remote.Self)!.Session?.Close("the test says so");
        Assert.Equal(2, await b.AddAsync(a, 1));
        var watched = ActorSystem.WhenTerminated(b.Ref<Number>(a, "one"));
        var peer = a.Remote.TryGetPeer(b.Remote.Self)!;
        await UntilAsync(() => peer.Watchers.Count == 1);
        hold.Dispose();
        await changed;
        var later = ActorSystem.WhenTerminated(b.Ref<Number>(a, "two"));
        ActorSystem.Stop(one);
        await watched.WaitAsync(TestNode.Patience);
        await UntilAsync(() => peer.Watchers.Count == 1);
        ActorSystem.Stop(two);
        await later.WaitAsync(TestNode.Patience);
        Assert.DoesNotContain(a.Log.Lines.Concat(b.Log.Lines), line => line.Id is 2006 or 2007);
    }

    /// <summary>Seen to fail while ConnectAsync looked for a session first and gave the peer up later: a life that had just come was dead.</summary>
    [Fact]
    public async Task GiveUp_WhileThePeerConnects_LeavesItAlive()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { GiveUpAfter = TimeSpan.FromTicks(1) });
        var b = await cluster.StartAsync("b");
        a.SpawnAdder();
        b.SpawnAdder();
        cluster.Network.Cut("a", "b");
        using var hold = a.Log.Hold(2003);
        var watched = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        await hold.Reached;
        cluster.Network.Heal("a", "b");
        Assert.Equal(2, await b.AddAsync(a, 1));
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        await UntilAsync(() => peer.Watchers.Count == 1);
        hold.Dispose();
        for (int i = 0; i < 100; i++) Assert.Equal(i + 1, await b.AddAsync(a, i)); // time to be given up
        Assert.False(watched.IsCompleted);
        ActorSystem.Stop(a.Ref<Number>(b, "adder"));
        await watched.WaitAsync(TestNode.Patience);
        Assert.DoesNotContain(a.Log.Lines, line => line.Id is 2004 or 2005);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (!condition() && !limit.IsCancellationRequested) await Task.Yield();
        Assert.True(condition());
    }
}
