using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Spawning;

/// <summary>A node that allows kinds, and one that asks it for them.</summary>
internal sealed class SpawnWorld : IAsyncDisposable
{
    private int _made;

    private SpawnWorld(TestCluster cluster) => Cluster = cluster;

    internal TestCluster Cluster { get; }

    internal TestNode A { get; private set; } = null!;

    internal TestNode B { get; private set; } = null!;

    /// <summary>How many props the kinds were asked for.</summary>
    internal int Made => Volatile.Read(ref _made);

    internal static async Task<SpawnWorld> StartAsync(Func<RemoteOptions, RemoteOptions>? change = null, TimeProvider? time = null)
    {
        var world = new SpawnWorld(new TestCluster());
        world.A = await world.Cluster.StartAsync("a", time: time);
        world.B = await world.Cluster.StartAsync("b", (change ?? (static options => options))(world.Options(TestNode.Options)), time);
        return world;
    }

    internal RemoteOptions Options(RemoteOptions basis) => (basis with { StopPaths = [] })
        .AllowSpawn("plain", () => Count(Adder(1)))
        .AllowSpawn<Number, Start>("from", start => Count(Logging(start)))
        .AllowSpawn("broken", () => Count(Props.FromFactory<Number>(static () => throw new InvalidOperationException("a secret of the set-up"))))
        .AllowSpawn("ended", () => Count(Props.FromBehavior(Behavior.Setup<Number>(static _ => Behavior.Stopped<Number>()))))
        .AllowSpawn<Number>("unmade", () => throw new InvalidOperationException("no props"));

    internal Task<ActorRef<Number>> SpawnAsync(string kind, string name) => A.Remote.SpawnAsync<Number>(B.Remote.Self, kind, name, TestNode.Patience);

    internal async Task<SpawnFailure> RefusedAsync(string kind, string name) =>
        (await Assert.ThrowsAsync<RemoteSpawnException>(() => SpawnAsync(kind, name))).Failure;

    /// <summary>A watches an actor of B. A watch that comes while the actor stops may be answered before that is counted out.</summary>
    internal async Task WatchedAsync()
    {
        var watchers = B.Remote.TryGetPeer(A.Remote.Self)!.Watchers;
        using var patience = new CancellationTokenSource(TestNode.Patience);
        for (; watchers.Count == 0; await Task.Yield()) patience.Token.ThrowIfCancellationRequested();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static Props<Number> Logging(Start start) => Props.FromBehavior(Behavior.Setup<Number>(_ =>
    {
        start.Log?.Tell(new Number(start.From));
        return Adding(start.From);
    }));

    private static Props<Number> Adder(long by) => Props.FromBehavior(Adding(by));

    private static Behavior<Number> Adding(long by) => Behavior.Receive<Number>((context, number) =>
    {
        context.Reply(new Number(number.Value + by));
        return Behavior.Same<Number>();
    });

    private Props<Number> Count(Props<Number> props)
    {
        Interlocked.Increment(ref _made);
        return props;
    }
}
