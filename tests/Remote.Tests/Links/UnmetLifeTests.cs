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
        await using var lives = await Lives.StartAsync(hasMetFirst);
        lives.Cut();
        var watched = ActorSystem.WhenTerminated(lives.AdderOf(Unmet));
        var present = await lives.EndFirstAsync();
        lives.Heal();
        Assert.Equal(3, await lives.A.AddAsync(present, 2));
        await watched.WaitAsync(TestNode.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_OfALifeThatWasNeverMet_LeavesTheLaterOnesActorAlone(bool hasMetFirst)
    {
        await using var lives = await Lives.StartAsync(hasMetFirst);
        lives.Cut();
        ActorSystem.Stop(lives.AdderOf(Unmet));
        var present = await lives.EndFirstAsync();
        present.SpawnAdder("last");
        lives.Heal();
        await StopAsync(lives.A, present, "last"); // on the same lane, behind it
        Assert.Equal(3, await lives.A.AddAsync(present, 2));
    }

    /// <summary>Seen to fail while a lane that began anew forgot what was for the life to come.</summary>
    [Fact]
    public async Task Stop_OfALifeToCome_WaitsForIt()
    {
        await using var lives = await Lives.StartAsync(hasMetFirst: true);
        ActorSystem.Stop(lives.AdderOf(Present));
        Assert.Equal(3, await lives.A.AddAsync(lives.First, 2));
        Assert.True(lives.Spared.IsAlive);
        lives.Cut();
        var present = await lives.EndFirstAsync();
        var doomed = ActorSystem.WhenTerminated(present.System.Resolve<Number>("/user/adder"));
        lives.Heal();
        await doomed.WaitAsync(TestNode.Patience);
    }

    private static async Task StopAsync(TestNode from, TestNode at, string name)
    {
        var stopped = ActorSystem.WhenTerminated(from.Ref<Number>(at, name));
        ActorSystem.Stop(from.Ref<Number>(at, name));
        await stopped.WaitAsync(TestNode.Patience);
    }

    /// <summary>Node A, and the lives of B under one address, each with an adder.</summary>
    private sealed class Lives : IAsyncDisposable
    {
        private static readonly RemoteOptions s_options = TestNode.Options with { Port = 25_100 };

        private readonly TestCluster _cluster = new();

        internal TestNode A { get; private set; } = null!;

        internal TestNode First { get; private set; } = null!;

        internal ActorRef<Number> Spared { get; private set; } = null!;

        internal static async Task<Lives> StartAsync(bool hasMetFirst)
        {
            var lives = new Lives();
            lives.A = await lives._cluster.StartAsync("a");
            lives.First = await lives._cluster.StartAsync("b", s_options, incarnation: UnmetLifeTests.First);
            lives.Spared = lives.First.SpawnAdder();
            if (hasMetFirst) Assert.Equal(2, await lives.A.AddAsync(lives.First, 1));
            return lives;
        }

        internal ActorRef<Number> AdderOf(ulong life) =>
            A.System.Resolve<Number>(new ActorAddress(First.Remote.Self with { Incarnation = life }, ActorPath.FromString("/user/adder")));

        internal void Cut() => _cluster.Network.Cut("a", "b");

        internal void Heal() => _cluster.Network.Heal("a", "b");

        /// <summary>The first life ends and the present one begins.</summary>
        internal async Task<TestNode> EndFirstAsync()
        {
            await First.DisposeAsync();
            var present = await _cluster.StartAsync("b", s_options, incarnation: Present);
            present.SpawnAdder();
            return present;
        }

        public ValueTask DisposeAsync() => _cluster.DisposeAsync();
    }
}
