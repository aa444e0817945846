using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>
/// Nothing is lost, doubled or reordered, and no watch is answered twice or not at all, whatever the actors do: on real
/// threads with millions of messages, and in hundreds of seeded orders. CONTRIBUTING says how to run them in full.
/// </summary>
/// <remarks>
/// Seen to fail when a restart drops the mailbox (tokens that never end, in the first seed and on threads), when
/// FinishStop leaves out a watcher, and, on threads, when two producers may both schedule the consumer.
/// </remarks>
[Collection(nameof(RunAloneCollection))]
public sealed class StressTests
{
    private const int Tokens = 500;

    [Fact]
    public async Task Messages_OnRealThreads_AreEachHandledOnceInOrderOrDeadLetters()
    {
        await using var kit = ActorTestKit.Threads();
        var world = new StressWorld(kit.System, seed: 1, slots: 100, Tokens, rarity: 5_000);
        await world.Ready;
        long messages = StressSize.Messages;
        world.Start((int)(messages / Tokens));
        await EndOrStandstillAsync(world);
        await world.SettleAsync();
        await kit.DisposeAsync();
        Assert.Empty(world.Problems());
        Assert.True(world.Handled >= messages);
        Assert.True(world.Lives > 100, "nobody stopped");
        Assert.Equal(0, kit.System.ActorsAlive);
    }

    [Fact]
    public void Messages_InSeededOrders_AreEachHandledOnceInOrderOrDeadLetters() => SeededRuns.Run(500, static seed =>
    {
        var kit = ActorTestKit.Manual(seed);
        var world = new StressWorld(kit.System, seed, slots: 5, tokens: 6, rarity: 40);
        kit.Run();
        world.Start(hops: 60);
        for (int i = 0; i < 100 && !world.Done.IsCompleted; i++) kit.AdvanceBy(TimeSpan.FromMilliseconds(10));
        Assert.True(world.Done.IsCompleted, world.Progress);
        bool settled = false;
        kit.Spawn(Behavior.ReceiveAsync<int>(async (_, _) =>
        {
            await world.SettleAsync(); // in an actor, so that what it awaits comes back to the dispatcher
            settled = true;
            return Behavior.Stopped<int>();
        })).Tell(0);
        kit.Run();
        Assert.True(settled);
        Assert.Empty(world.Problems());
        Assert.True(kit.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, kit.System.ActorsAlive);
        Assert.Null(kit.Time!.NextDue);
    });

    /// <summary>However slow the machine is, a minute without a single message means that none comes any more.</summary>
    private static async Task EndOrStandstillAsync(StressWorld world)
    {
        for (long before = -1, now = 0; now != before;)
        {
            before = now;
            if (await Task.WhenAny(world.Done, Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System)) == world.Done) return;
            now = world.Handled;
        }

        Assert.Fail($"it stands still: {world.Progress}");
    }
}
