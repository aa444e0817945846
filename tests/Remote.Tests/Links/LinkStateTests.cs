using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

public sealed class LinkStateTests
{
    /// <summary>One event for each change, over memory and over gRPC; the snapshot says the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Link_ThatComesAndGoes_IsSeenInEventsAndSnapshot(bool grpc)
    {
        await using var cluster = new TestCluster();
        await using var a = await TestNode.StartAsync("a", grpc ? null : cluster.Transport("a"));
        await using var b = await TestNode.StartAsync("b", grpc ? null : cluster.Transport("b"));
        var events = new Inbox<LinkEvent>();
        a.System.Events.Subscribe<LinkEvent>(events.Add);
        b.SpawnAdder();
        Assert.Empty(a.Remote.Peers);
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.Equal(new LinkConnected(b.Remote.Self), await events.NextAsync());
        var watched = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        var state = Assert.Single(a.Remote.Peers);
        Assert.Equal((b.Remote.Self, LinkState.Connected, 0L, 1), (state.Address, state.State, state.OutboundMessages, state.WatchedThere));
        a.Remote.TryGetPeer(b.Remote.Self)!.Session!.Close("the test says so");
        Assert.Equal(new LinkDisconnected(b.Remote.Self, "the test says so", InOrder: false), await events.NextAsync());
        Assert.Equal(new LinkConnected(b.Remote.Self), await events.NextAsync()); // because of the watch
        a.Remote.DeclareDead(b.Remote.Self, "the test says so");
        await watched.WaitAsync(TestNode.Patience);
        Assert.False(Assert.IsType<LinkDisconnected>(await events.NextAsync()).InOrder);
        Assert.Equal(new PeerDied(b.Remote.Self, "the test says so"), await events.NextAsync());
        Assert.Equal(LinkState.Dead, Assert.Single(a.Remote.Peers).State);
        Assert.Equal(2, a.Log.Count(2001));
    }
}
