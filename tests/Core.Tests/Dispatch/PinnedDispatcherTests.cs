namespace Actors.Core.Tests;

/// <summary>A thread for each actor.</summary>
public sealed class PinnedDispatcherTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Turns_OfAnActor_RunOnOneThreadOfItsOwn_AlsoAfterAnAwait()
    {
        await using var system = ActorSystem.Create("pinned");
        var threads = new HashSet<int>[4];
        var actors = Enumerable.Range(0, threads.Length).Select(i =>
        {
            var seen = threads[i] = [];
            return system.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, m) =>
            {
                seen.Add(Environment.CurrentManagedThreadId);
                await Task.Yield();
                seen.Add(Environment.CurrentManagedThreadId);
                context.Reply(m);
                return Behavior.Same<int>();
            })).WithDispatcher(Dispatcher.Pinned), $"a{i}");
        }).ToArray();
        for (int i = 0; i < 20; i++)
        {
            foreach (var actor in actors) await actor.Ask<int, int>(i, Long);
        }

        Assert.All(threads, seen => Assert.Single(seen));
        Assert.Equal(threads.Length, threads.SelectMany(seen => seen).Distinct().Count());
    }

    [Fact]
    public async Task Handlers_ThatBlock_KeepNobodyWaiting()
    {
        // One more than a pool has threads at first: each blocks until all are inside.
        int many = (4 * Environment.ProcessorCount) + 1;
        await using var system = ActorSystem.Create("pinned");
        using var all = new Barrier(many + 1);
        for (int i = 0; i < many; i++)
        {
            system.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) =>
            {
                all.SignalAndWait(Long);
                return Behavior.Same<int>();
            })).WithDispatcher(Dispatcher.Pinned), $"a{i}").Tell(1);
        }

        Assert.True(all.SignalAndWait(Long));
    }

    [Fact]
    public async Task Spawn_BeyondTheLimit_ThrowsAndNamesIt_UntilOneHasStopped()
    {
        var dispatcher = new PinnedDispatcher(2);
        await using var system = ActorSystem.Create("pinned");
        var props = Props.FromBehavior(Behavior.Empty<int>()).WithDispatcher(dispatcher);
        var first = system.Spawn(props, "a");
        Assert.Throws<ActorNameExistsException>(() => system.Spawn(props, "a")); // costs no room
        system.Spawn(props, "b");
        var error = Assert.Throws<InvalidOperationException>(() => system.Spawn(props, "c"));
        Assert.Contains("PinnedDispatcher.MaxThreads", error.Message, StringComparison.Ordinal);
        await system.Root.Stop(first);
        while (dispatcher.Count == 2) await Task.Yield(); // given back a moment after the news
        Assert.True(system.Spawn(props, "c").IsAlive);
    }

    [Fact]
    public async Task System_WhenItHasShutDown_LeavesNoThread()
    {
        var dispatcher = new PinnedDispatcher(10);
        var alive = new List<Thread>();
        await ActorSystem.Run("pinned", async system =>
        {
            var actor = system.Spawn(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
            {
                alive.Add(Thread.CurrentThread);
                context.Reply(m);
                return Behavior.Same<int>();
            })), "a");
            await actor.Ask<int, int>(1, Long);
        }, new ActorSystemOptions { Dispatcher = dispatcher });
        Assert.True(Assert.Single(alive).Join(Long));
        Assert.True(SpinWait.SpinUntil(() => dispatcher.Count == 0, Long));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_001)]
    public void Create_WithALimitOutOfRange_Throws(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => new PinnedDispatcher(threads));
}
