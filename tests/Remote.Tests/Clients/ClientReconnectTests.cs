using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Clients;

public sealed class ClientReconnectTests
{
    private static readonly RemoteOptions s_impatient = TestNode.Options with { PingInterval = TimeSpan.FromMilliseconds(100), PingTimeout = TimeSpan.FromSeconds(1), GiveUpAfter = TimeSpan.FromSeconds(2) };

    /// <summary>
    /// Fails when EndClientSession does not reset the control lane (the node ends the session, which begins with a number
    /// that it does not expect), and when it does not renew the watches (the node knows of none).
    /// </summary>
    [Fact]
    public async Task Watch_OverCuts_IsKeptAndToldOnce()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var adder = node.SpawnAdder();
        node.SpawnAdder("other");
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var told = client.SpawnInbox<Number>("told");
        int terminations = 0;
        var watcher = client.System.Spawn(Props.FromBehavior(Behavior.Setup<Number>(context =>
        {
            context.Watch(client.Ref<Number>("adder"));
            return Behavior.Receive<Number>((_, number) => Behavior.Same<Number>()).OnSignal((_, signal) =>
            {
                if (signal is Terminated) told.Self.Tell(new Number(++terminations));
                return Behavior.Same<Number>();
            });
        })), "watcher");
        for (int round = 1; round <= 10; round++)
        {
            Assert.Equal(2, await client.AddAsync(1, "other"));
            cluster.Network.Cut("client", "b");
            await client.Log.WaitForAsync(2002, round);
            cluster.Network.Heal("client", "b");
            await client.Log.WaitForAsync(2001, round + 1);
        }

        Assert.Equal(0, terminations);
        ActorSystem.Stop(adder);
        Assert.Equal(new Number(1), await told.NextAsync());
        Assert.Equal(2, await client.AddAsync(1, "other")); // behind any second one
        Assert.Equal(1, terminations);
    }

    /// <summary>Fails when EndClientSession leaves the asks: the node does not know who asked, and they would wait for their timeouts.</summary>
    [Fact]
    public async Task Ask_UnderWayWhenTheLinkBreaks_FailsAtOnce_AndLaterOnesAreAnswered()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        node.SpawnAdder();
        var silent = node.SpawnInbox<Number>("silent");
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var asked = client.Ref<Number>("silent").Ask<Number, Number>(new Number(1), TestNode.Patience).AsTask();
        await silent.NextAsync();
        cluster.Network.Cut("client", "b");
        var error = await Assert.ThrowsAsync<DeadActorException>(() => asked);
        Assert.Equal(DeadLetterReason.LinkLost, error.Reason);
        var waiting = client.AddAsync(1);
        cluster.Network.Heal("client", "b");
        Assert.Equal(2, await waiting);
    }

    [Fact]
    public async Task Node_ThatStartsAnew_ItsEarlierActorsAreTerminated_AndTellsGoToTheNewOne()
    {
        await using var cluster = new TestCluster();
        var first = await cluster.StartAsync("b");
        first.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, first);
        var ended = ActorSystem.WhenTerminated(client.Ref<Number>("adder"));
        Assert.Equal(2, await client.AddAsync(1));
        int port = first.Remote.Self.Port;
        cluster.Network.Cut("client", "b"); // no goodbye arrives
        await first.DisposeAsync();
        cluster.Network.Heal("client", "b");
        var second = await cluster.StartAsync("b", TestNode.Options with { Port = port }, incarnation: 2);
        second.SpawnAdder();
        await ended.WaitAsync(TestNode.Patience);
        Assert.Equal(3, await client.AddAsync(2));
        Assert.Equal(second.Remote.Self, client.Client.ConnectedTo);
    }

    [Fact]
    public async Task Node_ThatLeaves_TheNextAddressIsDialled()
    {
        await using var cluster = new TestCluster();
        var (one, other) = (await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        one.SpawnAdder();
        other.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, one, other);
        var ended = ActorSystem.WhenTerminated(client.Ref<Number>("adder"));
        Assert.Equal(2, await client.AddAsync(1));
        await one.DisposeAsync();
        await ended.WaitAsync(TestNode.Patience);
        Assert.Equal(3, await client.AddAsync(2));
        Assert.Equal(other.Remote.Self, client.Client.ConnectedTo);
        lock (client.Events)
        {
            Assert.Equal([typeof(LinkConnected), typeof(LinkConnected)], client.Events.OfType<LinkConnected>().Select(change => change.GetType()));
            Assert.Equal([one.Remote.Self, other.Remote.Self], client.Events.OfType<LinkConnected>().Select(change => change.Peer));
            Assert.Equal([one.Remote.Self], client.Events.OfType<PeerDied>().Select(change => change.Peer));
        }
    }

    /// <summary>The first node has no such actor: that there is an answer shows who gave it.</summary>
    [Fact]
    public async Task Node_OutOfReach_WithNothingWatched_AnotherIsDialled()
    {
        await using var cluster = new TestCluster();
        var (one, other) = (await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        other.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster.Transport("client"), s_impatient, [TestClient.AddressOf(one), TestClient.AddressOf(other)]);
        cluster.Network.Cut("client", "b");
        Assert.Equal(2, await client.AddAnyhowAsync(1));
    }

    /// <summary>Who watches keeps its node until that is given up, is then told, and the client goes on with another.</summary>
    [Fact]
    public async Task Node_GivenUp_ItsWatchersAreTold_AndAnotherIsDialled()
    {
        await using var cluster = new TestCluster();
        var (one, other) = (await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        one.SpawnInbox<Number>("watched");
        other.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster.Transport("client"), s_impatient, [TestClient.AddressOf(one), TestClient.AddressOf(other)]);
        var ended = ActorSystem.WhenTerminated(client.Ref<Number>("watched"));
        cluster.Network.Cut("client", "b");
        await ended.WaitAsync(TestNode.Patience);
        Assert.Equal(3, await client.AddAnyhowAsync(2));
    }
}
