namespace Actors.Core.Tests;

/// <summary>A fixed number of threads.</summary>
public sealed class WorkerPoolDispatcherTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Turns_OfManyActors_RunOnSoManyThreads_AlsoAfterAnAwait()
    {
        var threads = new HashSet<int>();
        await ActorSystem.Run("workers", async system =>
        {
            var actors = Enumerable.Range(0, 50).Select(i => system.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, m) =>
            {
                Note();
                await Task.Yield();
                Note();
                context.Reply(m);
                return Behavior.Same<int>();
            })), $"a{i}")).ToArray();
            await Task.WhenAll(actors.Select(actor => actor.Ask<int, int>(1, Long).AsTask()));
        }, new ActorSystemOptions { Dispatcher = new WorkerPoolDispatcher(3) });
        Assert.InRange(threads.Count, 1, 3);

        void Note()
        {
            lock (threads) threads.Add(Environment.CurrentManagedThreadId);
        }
    }

    [Fact]
    public async Task Threads_WhileAllButOneBlock_TheRestRunsOnTheLast()
    {
        // Seen to fail when a thread that has been woken still counts as one that waits: no further one starts.
        const int Threads = 4;
        await using var system = ActorSystem.Create("workers");
        var dispatcher = new WorkerPoolDispatcher(Threads);
        Thread? first = null;
        await system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            first = Thread.CurrentThread;
            context.Reply(m);
            return Behavior.Same<int>();
        })).WithDispatcher(dispatcher)).Ask<int, int>(0, Long);
        Assert.True(SpinWait.SpinUntil(() => (first!.ThreadState & ThreadState.WaitSleepJoin) != 0, Long));
        using var inside = new CountdownEvent(Threads - 1);
        using var go = new ManualResetEventSlim();
        for (int i = 0; i < Threads - 1; i++)
        {
            system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((_, _) =>
            {
                inside.Signal();
                go.Wait(Long);
                return Behavior.Same<int>();
            })).WithDispatcher(dispatcher)).Tell(1);
        }

        Assert.True(inside.Wait(Long));
        var echo = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            context.Reply(m);
            return Behavior.Same<int>();
        })).WithDispatcher(dispatcher));
        for (int i = 0; i < 100; i++) Assert.Equal(i, await echo.Ask<int, int>(i, Long));
        go.Set();
    }

    [Fact]
    public async Task Systems_ThatShareIt_MayEndOneAfterTheOther()
    {
        var dispatcher = new WorkerPoolDispatcher(2);
        Thread? thread = null;
        for (int round = 0; round < 3; round++)
        {
            await ActorSystem.Run("outer", async outer =>
            {
                await ActorSystem.Run("inner", inner => AskAsync(inner), new ActorSystemOptions { Dispatcher = dispatcher });
                await AskAsync(outer);
                Assert.Equal(ThreadState.Background, thread!.ThreadState & ThreadState.Background);
            }, new ActorSystemOptions { Dispatcher = dispatcher });
            Assert.True(thread!.Join(Long));
        }

        async Task AskAsync(ActorSystem system) => Assert.Equal(1, await system.Spawn(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            thread = Thread.CurrentThread;
            context.Reply(m);
            return Behavior.Same<int>();
        })), "a").Ask<int, int>(1, Long));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_025)]
    public void Create_WithAnotherNumberOfThreads_Throws(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPoolDispatcher(threads));
}
