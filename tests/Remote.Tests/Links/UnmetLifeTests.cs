using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>A life of a peer that was named, and ended before this node had met it: known when a later one is met.</summary>
/// <remarks>Seen to fail while only the life last met ended then: what was for the one between went to the next.</remarks>
public sealed class UnmetLifeTests
{
    private const ulong First = 1, Unmet = 2, Present = 3;

    /// <summary>Met the first life, or nobody, before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_OfALifeThatWasNeverMet_IsToldWhenALaterOneIsMet(bool hasMetFirst)
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var options = TestNode.Options with { Port = 25_100 };
        await using var first = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: First);
        first.SpawnAdder();
        if (hasMetFirst) Assert.Equal(2, await a.AddAsync(first, 1));
        cluster.Network.Cut("a", "b");
        var between = a.System.Resolve<Number>(new ActorAddress(first.Remote.Self with { Incarnation = Unmet }, ActorPath.FromString("/user/adder")));
        var watched = ActorSystem.WhenTerminated(between);
        await first.DisposeAsync();
        await using var present = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: Present);
        present.SpawnAdder();
        cluster.Network.Heal("a", "b");
        Assert.Equal(3, await a.AddAsync(present, 2));
        await watched.WaitAsync(TestNode.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_OfALifeThatWasNeverMet_LeavesTheLaterOnesActorAlone(bool hasMetFirst)
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var options = TestNode.Options with { Port = 25_100 };
        await using var first = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: First);
        first.SpawnAdder();
        if (hasMetFirst) Assert.Equal(2, await a.AddAsync(first, 1));
        cluster.Network.Cut("a", "b");
        ActorSystem.Stop(a.System.Resolve<Number>(new ActorAddress(first.Remote.Self with { Incarnation = Unmet }, ActorPath.FromString("/user/adder"))));
        await first.DisposeAsync();
        await using var present = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: Present);
        present.SpawnAdder();
        present.SpawnAdder("last");
        cluster.Network.Heal("a", "b");
        await StopAsync(a, present, "last"); // on the same lane, behind it
        Assert.Equal(3, await a.AddAsync(present, 2));
    }

    /// <summary>Seen to fail while a lane that began anew forgot what was for the life to come.</summary>
    [Fact]
    public async Task Stop_OfALifeToCome_WaitsForIt()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var options = TestNode.Options with { Port = 25_100 };
        await using var first = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: First);
        var spared = first.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(first, 1));
        ActorSystem.Stop(a.System.Resolve<Number>(new ActorAddress(first.Remote.Self with { Incarnation = Present }, ActorPath.FromString("/user/adder"))));
        Assert.Equal(3, await a.AddAsync(first, 2));
        Assert.True(spared.IsAlive);
        cluster.Network.Cut("a", "b");
        await first.DisposeAsync();
        await using var present = await TestNode.StartAsync("b", cluster.Transport("b"), options, incarnation: Present);
        var doomed = present.SpawnAdder();
        cluster.Network.Heal("a", "b");
        await ActorSystem.WhenTerminated(doomed).WaitAsync(TestNode.Patience);
    }

    private static async Task StopAsync(TestNode from, TestNode at, string name)
    {
        var stopped = ActorSystem.WhenTerminated(from.Ref<Number>(at, name));
        ActorSystem.Stop(from.Ref<Number>(at, name));
        await stopped.WaitAsync(TestNode.Patience);
    }
}
