using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Spawning;

namespace Actors.Remote.Tests.Clients;

public sealed class ClientSpawnTests
{
    [Fact]
    public async Task Spawn_KindForClients_GivesARefThatAnswersAndIsWatched()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var actor = await client.Client.SpawnAsync<Number>("open", "one", TestNode.Patience);
        Assert.Equal((node.Remote.Self, "/user/open/one"), (actor.Address.Node, actor.Path.ToString()));
        Assert.Equal(new Number(8), await actor.Ask<Number, Number>(new Number(7), TestNode.Patience));
        var terminated = ActorSystem.WhenTerminated(actor);
        ActorSystem.Stop(node.System.Find("/user/open/one")!);
        await terminated.WaitAsync(TestNode.Patience);
        Assert.Single(client.Client.Peers);
    }

    [Fact]
    public async Task Spawn_WithArgument_ArrivesWithItsRefs()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        var log = node.SpawnInbox<Number>("log");
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var actor = await client.Client.SpawnAsync<Number, Start>("from", "one", new Start(5, client.Ref<Number>("log")), TestNode.Patience);
        Assert.Equal(new Number(5), await log.NextAsync());
        Assert.Equal(new Number(7), await actor.Ask<Number, Number>(new Number(2), TestNode.Patience));
        var own = client.SpawnInbox<Number>("own");
        await Assert.ThrowsAsync<MessageFormatException>(() => client.Client.SpawnAsync<Number, Start>("from", "two", new Start(5, own.Self), TestNode.Patience));
    }

    /// <summary>What nodes may, clients may not by that alone. Seen to fail when PeerSpawns does not look at the kind's permission for clients.</summary>
    [Fact]
    public async Task Spawn_KindThatIsNotForClients_IsRefused()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var client = await TestClient.ConnectAsync(cluster, node);
        Assert.Equal(SpawnFailure.Forbidden, await FailureAsync(() => client.Client.SpawnAsync<Number>("nodes", "one", TestNode.Patience)));
        Assert.Equal(SpawnFailure.UnknownKind, await FailureAsync(() => client.Client.SpawnAsync<Number>("none", "one", TestNode.Patience)));
        Assert.Equal(SpawnFailure.InvalidName, await FailureAsync(() => client.Client.SpawnAsync<Number>("open", "a/b", TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongMessage, await FailureAsync(() => client.Client.SpawnAsync<Blob>("open", "one", TestNode.Patience)));
        await client.Client.SpawnAsync<Number>("open", "one", TestNode.Patience);
        Assert.Equal(SpawnFailure.NameExists, await FailureAsync(() => client.Client.SpawnAsync<Number>("open", "one", TestNode.Patience)));
        Assert.Equal(1, node.Remote.Kinds.Alive);
    }

    [Fact]
    public async Task Spawn_OnANamedNode_GoesThereAndToThatLifeOnly()
    {
        await using var cluster = new TestCluster();
        var (node, other) = (await cluster.StartAsync("b", Options, incarnation: 3), await cluster.StartAsync("c", Options, incarnation: 3));
        await using var client = await TestClient.ConnectAsync(cluster, node);
        foreach (var at in new[] { node, other })
        {
            var actor = await client.Client.SpawnAsync<Number>(at.Remote.Self with { Incarnation = 0 }, "open", "any", TestNode.Patience);
            Assert.Equal(at.Remote.Self, actor.Address.Node);
            await client.Client.SpawnAsync<Number, Start>(at.Remote.Self, "from", "this", new Start(1, null), TestNode.Patience);
            Assert.Equal(2, at.Remote.Kinds.Alive);
        }

        Assert.Contains(await FailureAsync(() => client.Client.SpawnAsync<Number>(other.Remote.Self with { Incarnation = 2 }, "open", "late", TestNode.Patience)), new[] { SpawnFailure.Ending, SpawnFailure.PeerDead });
        Assert.Equal(2, other.Remote.Kinds.Alive);
    }

    /// <summary>A new connection is a new client there, which must not spawn what the one before has asked for: so the asker is told.</summary>
    [Fact]
    public async Task Spawn_ConnectionBreaksBeforeTheAnswer_Fails()
    {
        await using var cluster = new TestCluster();
        bool isCut = false;
        var node = await cluster.StartAsync("b", TestNode.Options.AllowSpawn(
            "slow",
            () =>
            {
                if (!isCut) cluster.Network.Cut("client", "b");
                isCut = true;
                return Props.FromBehavior(Adding(1));
            },
            clients: true));
        await using var client = await TestClient.ConnectAsync(cluster, node);
        Assert.Equal(SpawnFailure.PeerDead, await FailureAsync(() => client.Client.SpawnAsync<Number>("slow", "one", TestNode.Patience)));
        cluster.Network.Heal("client", "b");
        Assert.Equal(SpawnFailure.NameExists, await FailureAsync(() => client.Client.SpawnAsync<Number>("slow", "one", TestNode.Patience)));
    }

    private static RemoteOptions Options { get; } = TestNode.Options
        .AllowSpawn("open", static () => Props.FromBehavior(Adding(1)), clients: true)
        .AllowSpawn("nodes", static () => Props.FromBehavior(Adding(1)))
        .AllowSpawn<Number, Start>("from", static start => Props.FromBehavior(Behavior.Setup<Number>(_ =>
        {
            start.Log?.Tell(new Number(start.From));
            return Adding(start.From);
        })), clients: true);

    private static Behavior<Number> Adding(long by) => Behavior.Receive<Number>((context, number) =>
    {
        context.Reply(new Number(number.Value + by));
        return Behavior.Same<Number>();
    });

    private static async Task<SpawnFailure> FailureAsync(Func<Task> spawn) => (await Assert.ThrowsAsync<RemoteSpawnException>(spawn)).Failure;
}
