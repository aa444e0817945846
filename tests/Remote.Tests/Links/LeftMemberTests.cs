using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

/// <summary>Membership says that a node has left in order, and there is no link with it: it may be opening one, with what it has to forward.</summary>
public sealed class LeftMemberTests
{
    /// <summary>Seen to fail while its life was over at once: its session was refused, and what it had forwarded lost.</summary>
    [Fact]
    public async Task EndWithSession_WithoutALink_TakesTheSessionThatComesYet()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var inbox = b.SpawnInbox<Number>("in");
        var over = NextEnd(b);
        b.Remote.TryGetPeer(a.Remote.Self)!.EndWithSession(a.Remote.Self.Incarnation, TestNode.Patience);
        a.Pinned<Number>(b, "in").Tell(new Number(5));
        Assert.Equal(new Number(5), await inbox.NextAsync());
        Assert.False(over.IsCompleted);

        await a.Remote.DisposeAsync();
        Assert.Equal(a.Remote.Self, (await over).Peer);
    }

    [Fact]
    public async Task EndWithSession_NobodyComes_EndsTheLifeAfterItsPatience()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var time = new VirtualTime();
        await using var b = await TestNode.StartAsync("b", cluster.Transport("b", time), TestNode.Options, time);
        var over = NextEnd(b);
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        peer.EndWithSession(a.Remote.Self.Incarnation, TimeSpan.FromSeconds(6));
        time.AdvanceBy(TimeSpan.FromSeconds(5.9));
        Assert.False(peer.IsDead(a.Remote.Self.Incarnation));
        time.AdvanceBy(TimeSpan.FromSeconds(0.1));
        Assert.Equal(a.Remote.Self, (await over).Peer);
    }

    /// <summary>Membership has taken it back: it lives on, also if its link is just then down. Seen to fail while its time went on.</summary>
    [Fact]
    public async Task EndWithSession_KeptAgainMeanwhile_LivesOn()
    {
        await using var cluster = new TestCluster();
        var time = new VirtualTime();
        await using var b = await TestNode.StartAsync("b", cluster.Transport("b", time), TestNode.Options, time);
        var a = new NodeAddress("a", "127.0.0.1", 1, 7); // nobody is there
        var peer = b.Remote.TryGetPeer(a)!;
        peer.EndWithSession(a.Incarnation, TimeSpan.FromSeconds(6));
        Assert.True(peer.Keep(a.Incarnation));
        await Task.Run(() => time.AdvanceBy(TimeSpan.FromSeconds(6))); // there, what is due goes on within it
        Assert.False(peer.IsDead(a.Incarnation));
    }

    /// <summary>A try to open a link fails: the next one has what it forwards. Seen to fail while any session's end was that of its life.</summary>
    [Fact]
    public async Task EndWithSession_ATryFails_WaitsForTheNext()
    {
        await using var cluster = new TestCluster();
        var b = await cluster.StartAsync("b");
        var a = new NodeAddress("a", "127.0.0.1", 1, 7);
        var peer = b.Remote.TryGetPeer(a)!;
        peer.EndWithSession(a.Incarnation, TestNode.Patience);
        var tried = new Session(peer, [1], b.Remote.Self, a.Incarnation, new ScriptedStream(null), 0, 0);
        tried.Close("the handshake failed");
        Assert.False(peer.IsDead(a.Incarnation));
    }

    private static Task<PeerDied> NextEnd(TestNode node)
    {
        var end = new TaskCompletionSource<PeerDied>(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.Events.Subscribe<PeerDied>(end.SetResult);
        return end.Task.WaitAsync(TestNode.Patience);
    }
}
