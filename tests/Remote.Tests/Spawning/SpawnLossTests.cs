using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Spawning;

/// <summary>Spawned once and answered once, whatever the link does.</summary>
public sealed class SpawnLossTests
{
    /// <summary>
    /// The answer is lost with the link; after it the same answer comes on the next one. Fails when ControlPump
    /// takes the last sequence it has had for new.
    /// </summary>
    [Fact]
    public async Task Spawn_AnswerLostWithTheLink_IsSpawnedOnceAndAnswered()
    {
        await using var world = await SpawnWorld.StartAsync();
        var (a, b, network) = (world.A, world.B, world.Cluster.Network);
        await world.SpawnAsync("plain", "before");
        network.Stall("b", "a"); // nothing comes back
        var log = b.SpawnInbox<Number>("log");
        var spawning = a.Remote.SpawnAsync<Number, Start>(b.Remote.Self, "from", "one", new Start(5, a.Ref<Number>(b, "log")), TestNode.Patience);
        Assert.Equal(new Number(5), await log.NextAsync());
        network.Cut("a", "b");
        await a.Log.WaitForAsync(2002);
        Assert.False(spawning.IsCompleted);
        network.Resume("b", "a");
        network.Heal("a", "b");
        var actor = await spawning;
        Assert.Equal(new Number(7), await actor.Ask<Number, Number>(new Number(2), TestNode.Patience));
        Assert.Equal(2, world.Made);
        Assert.Equal(0, log.Waiting);
    }

    /// <summary>Spawns and cuts in an order that the seed says: each name once, each asker told.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Spawns_AcrossCuts_AreDoneOnceAndAnsweredOnce(int seed)
    {
        const int Steps = 60;
        var random = new Random(seed);
        await using var world = await SpawnWorld.StartAsync();
        var spawning = new List<Task<ActorRef<Number>>>();
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1: spawning.Add(world.SpawnAsync("plain", $"n{step}")); break;
                case 2: world.Cluster.Network.Cut("a", "b"); break;
                case 3: world.Cluster.Network.Heal("a", "b"); break;
                default: await Task.Yield(); break;
            }
        }

        world.Cluster.Network.Heal("a", "b");
        var actors = await Task.WhenAll(spawning);
        Assert.Equal(spawning.Count, world.Made);
        Assert.Equal(spawning.Count, actors.Distinct().Count());
        Assert.Equal(0, world.A.Remote.TryGetPeer(world.B.Remote.Self)!.Spawns.Count);
    }

    [Fact]
    public async Task Spawn_PeerIsDeclaredDead_FailsAtOnce()
    {
        await using var world = await SpawnWorld.StartAsync();
        await world.SpawnAsync("plain", "before");
        world.Cluster.Network.Stall("b", "a");
        var spawning = world.RefusedAsync("plain", "one");
        world.A.Remote.DeclareDead(world.B.Remote.Self, "the test says so");
        Assert.Equal(SpawnFailure.PeerDead, await spawning);
        Assert.Equal(SpawnFailure.PeerDead, await world.RefusedAsync("plain", "two"));
    }

    /// <summary>The peer starts again while an asker waits: whether the earlier life spawned it nobody can say; the later one has not.</summary>
    [Fact]
    public async Task Spawn_PeerStartsAgain_FailsAndTheNewLifeSpawns()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var options = (TestNode.Options with { Port = 30_000 }).AllowSpawn("plain", static () => Props.FromBehavior(Behavior.Empty<Number>()));
        var first = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: 1);
        var anyLife = first.Remote.Self with { Incarnation = 0 };
        await a.Remote.SpawnAsync<Number>(anyLife, "plain", "before", TestNode.Patience);
        cluster.Network.Stall("b", "a");
        var spawning = RemoteSpawnTests.FailureAsync(() => a.Remote.SpawnAsync<Number>(anyLife, "plain", "one", TestNode.Patience));
        var ofTheNext = a.Remote.SpawnAsync<Number>(anyLife with { Incarnation = 2 }, "plain", "two", TestNode.Patience);
        cluster.Network.Cut("a", "b"); // it dies without a word
        await first.DisposeAsync();
        cluster.Network.Resume("b", "a");
        cluster.Network.Heal("a", "b");
        await using var second = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: 2);
        Assert.Equal(SpawnFailure.PeerDead, await spawning);
        Assert.Equal(2ul, (await ofTheNext).Address.Node!.Incarnation); // sent again, to the life that was meant
        Assert.Null(second.System.Find("/user/plain/one"));
        await a.Remote.SpawnAsync<Number>(second.Remote.Self, "plain", "one", TestNode.Patience);
    }

    [Fact]
    public async Task Spawn_NobodyAnswers_EndsInTimeAndALateAnswerChangesNothing()
    {
        var time = new VirtualTime();
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2), HandshakeTimeout = TimeSpan.FromHours(1) }, time);
        var b = await cluster.StartAsync("b", TestNode.Options.AllowSpawn("plain", static () => Props.FromBehavior(Behavior.Empty<Number>())));
        await a.Remote.SpawnAsync<Number>(b.Remote.Self, "plain", "before", TimeSpan.FromSeconds(3));
        cluster.Network.Stall("b", "a");
        var spawning = RemoteSpawnTests.FailureAsync(() => a.Remote.SpawnAsync<Number>(b.Remote.Self, "plain", "one", TimeSpan.FromSeconds(3)));
        time.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.Equal(SpawnFailure.NotAnswered, await spawning);
        Assert.Equal(0, a.Remote.TryGetPeer(b.Remote.Self)!.Spawns.Count);
        cluster.Network.Resume("b", "a");
        await a.Log.WaitForAsync(2051);
        await a.Remote.SpawnAsync<Number>(b.Remote.Self, "plain", "two", TimeSpan.FromSeconds(3));
    }
}
