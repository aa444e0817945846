using Actors.Cluster.Tests.Nodes;
using Actors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>Before a node is a member nobody serves anything: what is told waits, within limits.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task Route_MoreThanMayWait_GoesToTheDeadLetters()
    {
        await using var system = ActorSystem.Create("a", new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance });
        using var actors = Create(system);
        for (int i = 1; i <= 3; i++) actors.Reroute(Path, new Where(i), null, default);
        Assert.Equal(2, actors.WaitingCount);
        var dead = Assert.Single(system.DeadLetters.Captured());
        Assert.Equal((DeadLetterReason.NoOwner, new Where(3)), (dead.Reason, dead.Message));
    }

    /// <summary>A listener may wait for another thread that tells the same shard; published under the lock, the dead letter would hang this test.</summary>
    [Fact]
    public async Task Sweep_LongerThanMayWait_GoesToTheDeadLettersOutsideTheLock()
    {
        var time = new VirtualTime();
        await using var system = ActorSystem.Create("a", new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance, Time = time });
        using var actors = Create(system);
        actors.Reroute(Path, new Where(1), null, default);
        bool wasFree = false;
        int seen = 0;
        system.DeadLetters.Subscribe(_ =>
        {
            if (Interlocked.Exchange(ref seen, 1) != 0) return; // what the other thread tells is one too, in the end
            var other = new Thread(() => actors.Reroute(Path, new Where(2), null, default));
            other.Start();
            wasFree = other.Join(TestMembers.Patience);
        });
        time.AdvanceBy(TimeSpan.FromSeconds(31));
        Assert.True(wasFree);
        Assert.Equal(new Where(1), Assert.Single(system.DeadLetters.Captured()).Message);
        Assert.Equal(1, actors.WaitingCount);
    }

    [Fact]
    public async Task Dispose_WhatWaitsAndWhatComesLater_GoesToTheDeadLetters()
    {
        await using var system = ActorSystem.Create("a", new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance });
        var actors = Create(system);
        actors.Reroute(Path, new Where(1), null, default);
        actors.Dispose();
        actors.Reroute(Path, new Where(2), null, default);
        Assert.Equal([new Where(1), new Where(2)], system.DeadLetters.Captured().Select(static letter => letter.Message));
        Assert.All(system.DeadLetters.Captured(), static letter => Assert.Equal(DeadLetterReason.ShuttingDown, letter.Reason));
        Assert.Equal(0, actors.WaitingCount);
    }

    private static ActorPath Path { get; } = ActorPath.FromString("/cluster/where/key");

    private static Cluster.VirtualActors Create(ActorSystem system) =>
        new(system, TestMembers.Options(new InMemoryMembershipStore(new InMemoryStoreState())) with { MaxWaitingPerShard = 2 }, TestMembers.Shards, NullLogger.Instance);
}
