using System.Runtime.CompilerServices;

namespace Actors.Core.Tests;

/// <summary>The locality slot keeps nobody waiting for ever.</summary>
/// <remarks>
/// The first two were seen to fail before there was a watch over the slots: what was told never came. Those of bursts fail when
/// EndBurst leaves what is in the slot, when a burst does not make the thread an active one, when it takes over a turn's end, when
/// it gives what leaves the slot to the thread's own queue, and when it keeps an actor with a bounded mailbox waiting.
/// </remarks>
public sealed class ThreadPoolDispatcherTests
{
    [Fact]
    public async Task Handler_ThatBlocksOnWhatItTold_GetsIt()
    {
        await using var system = ActorSystem.Create("slot");
        using var came = new ManualResetEventSlim();
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var other = SpawnSetter(system, came);
        system.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, m) =>
        {
            other.Tell(m);
            done.SetResult(came.Wait(TimeSpan.FromSeconds(60))); // nobody should block a turn; nobody else may suffer if they do
            return Behavior.Same<int>();
        })), "blocker").Tell(1);
        Assert.True(await done.Task);
    }

    [Fact]
    public async Task CodeAfterAnAsk_ThatBlocksOnWhatItTold_GetsIt()
    {
        await using var system = ActorSystem.Create("slot");
        Assert.True(await AskThenBlockAsync(system));
    }

    [Fact]
    public async Task EndlessPingPong_OnEveryThread_LetsOthersIn()
    {
        await using var system = ActorSystem.Create("fair");
        using var end = new CancellationTokenSource();
        for (int i = 0; i < 4 * Environment.ProcessorCount; i++) SpawnEndless(system, end.Token).Tell(1);
        using var came = new ManualResetEventSlim();
        var other = SpawnSetter(system, came);
        for (int i = 0; i < 100; i++)
        {
            other.Tell(i); // from outside, so through the pool
            Assert.True(came.Wait(TimeSpan.FromSeconds(60)));
            came.Reset();
            var pooled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ThreadPool.QueueUserWorkItem(_ => pooled.SetResult());
            await pooled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        await end.CancelAsync();
    }

    [Fact]
    public async Task Actors_ThatNeverRunDry_LetOtherWorkOfThePoolIn()
    {
        await using var system = ActorSystem.Create("fair");
        bool over = false;
        var busy = Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            if (!Volatile.Read(ref over)) context.Self.Tell(m);
            return Behavior.Same<int>();
        }));
        for (int i = 0; i < Environment.ProcessorCount; i++) system.SpawnAnonymous(busy).Tell(i);
        using var all = new CountdownEvent(300);
        for (int i = 0; i < 100; i++)
        {
            ThreadPool.QueueUserWorkItem(_ => all.Signal());
            ThreadPool.QueueUserWorkItem(_ => ThreadPool.QueueUserWorkItem(static left => left.Signal(), all, preferLocal: true));
            _ = Task.Run(async () =>
            {
                await Task.Yield();
                all.Signal();
            });
        }

        Assert.True(all.Wait(TimeSpan.FromSeconds(60)));
        Volatile.Write(ref over, true);
    }

    [Fact]
    public void Burst_Ends_WhatItMadeRunnableRuns()
    {
        using var first = new Turn();
        using var last = new Turn();
        RunOnAThread(() =>
        {
            Assert.True(ThreadPoolDispatcher.BeginBurst());
            ThreadPoolDispatcher.ScheduleHere(first);
            ThreadPoolDispatcher.ScheduleHere(last); // takes the place of the first
            ThreadPoolDispatcher.EndBurst();
            Assert.True(first.Came.Wait(TimeSpan.FromSeconds(60)));
            Assert.True(last.Came.Wait(TimeSpan.FromSeconds(60)));
        });
    }

    /// <summary>A message whose reading blocks, say.</summary>
    [Fact]
    public void Burst_DoesNotEnd_WhatItMadeRunnableRunsAllTheSame()
    {
        using var turn = new Turn();
        RunOnAThread(() =>
        {
            Assert.True(ThreadPoolDispatcher.BeginBurst());
            ThreadPoolDispatcher.ScheduleHere(turn);
            Assert.True(turn.Came.Wait(TimeSpan.FromSeconds(60)));
            ThreadPoolDispatcher.EndBurst();
        });
    }

    /// <summary>As a reader does that always finds more on its stream: its thread is not the pool's again for long.</summary>
    [Fact]
    public async Task Burst_OnAThreadThatGoesOn_InABusyPool_WhatItMadeRunnableRuns()
    {
        using var displaced = new Turn();
        using var last = new Turn();
        bool over = false;
        for (int i = 0; i < 1_000; i++) ThreadPool.UnsafeQueueUserWorkItem(GoOn, 0, preferLocal: false);
        var ran = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                bool isBurst = ThreadPoolDispatcher.BeginBurst();
                ThreadPoolDispatcher.ScheduleHere(displaced);
                ThreadPoolDispatcher.ScheduleHere(last);
                if (isBurst) ThreadPoolDispatcher.EndBurst();
                ran.SetResult(isBurst && displaced.Came.Wait(TimeSpan.FromSeconds(20)) && last.Came.Wait(TimeSpan.FromSeconds(20)));
            },
            0,
            preferLocal: false);
        bool hasRun = await ran.Task;
        Volatile.Write(ref over, true);
        Assert.True(hasRun);

        void GoOn(int spins)
        {
            if (Volatile.Read(ref over)) return;
            ThreadPool.UnsafeQueueUserWorkItem(GoOn, spins, preferLocal: false); // so the pool's own queue is never empty
            Thread.SpinWait(50);
        }
    }

    /// <summary>What waits would run after the watch's second look all the same, so this looks into the slot.</summary>
    [Fact]
    public async Task Burst_ForABoundedMailbox_DoesNotKeepTheActorWaiting()
    {
        await using var system = ActorSystem.Create("burst");
        using var came = new ManualResetEventSlim();
        var actor = SpawnSetter(system, came, Mailbox.Bounded(2, MailboxOverflow.DropNewest));
        RunOnAThread(() =>
        {
            Assert.True(ThreadPoolDispatcher.BeginBurst());
            actor.Tell(1);
            Assert.Null(Worker(null)!.Next);
            ThreadPoolDispatcher.EndBurst();
        });
        Assert.True(came.Wait(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Burst_WithinATurnOrABurst_IsTheirs()
    {
        RunOnAThread(() =>
        {
            Assert.True(ThreadPoolDispatcher.BeginBurst());
            Assert.False(ThreadPoolDispatcher.BeginBurst());
            ThreadPoolDispatcher.EndBurst();
            bool? begun = null;
            using var turn = new Turn { Does = () => begun = ThreadPoolDispatcher.BeginBurst() };
            ThreadPoolDispatcher.RunHere(turn);
            Assert.False(begun);
            Assert.True(ThreadPoolDispatcher.BeginBurst());
            ThreadPoolDispatcher.EndBurst();
        });
    }

    /// <summary>A thread of its own is in no turn.</summary>
    private static void RunOnAThread(Action test)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(test));
        thread.Start();
        thread.Join();
        Assert.Null(error);
    }

    private static async Task<bool> AskThenBlockAsync(ActorSystem system)
    {
        using var came = new ManualResetEventSlim();
        var other = SpawnSetter(system, came);
        var echo = system.Spawn(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            context.Reply(m);
            return Behavior.Same<int>();
        })), "echo");
        await echo.Ask<int, int>(1, TimeSpan.FromSeconds(60)).ConfigureAwait(false); // goes on within a turn of the dispatcher
        other.Tell(1);
        return came.Wait(TimeSpan.FromSeconds(60));
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_worker")]
    private static extern ref PoolWorker? Worker(ThreadPoolDispatcher? dispatcher);

    private static ActorRef<int> SpawnSetter(ActorSystem system, ManualResetEventSlim came, MailboxOptions? mailbox = null) =>
        system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((_, _) =>
        {
            came.Set();
            return Behavior.Same<int>();
        })).WithMailbox(mailbox ?? Mailbox.Unbounded));

    private static ActorRef<int> SpawnEndless(ActorSystem system, CancellationToken end)
    {
        ActorRef<int> pong = null!;
        var ping = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((_, m) =>
        {
            if (!end.IsCancellationRequested) pong.Tell(m);
            return Behavior.Same<int>();
        })));
        pong = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<int>((_, m) =>
        {
            ping.Tell(m);
            return Behavior.Same<int>();
        })));
        return ping;
    }

    private sealed class Turn : Runnable, IDisposable
    {
        internal readonly ManualResetEventSlim Came = new();

        internal Action? Does { get; init; }

        public void Dispose() => Came.Dispose();

        internal override bool Run()
        {
            Does?.Invoke();
            Came.Set();
            return false;
        }
    }
}
