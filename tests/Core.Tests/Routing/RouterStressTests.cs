namespace Actors.Core.Tests;

/// <summary>A pool told from many threads while it is resized and its routees are stopped.</summary>
public sealed class RouterStressTests
{
    [Fact]
    public async Task Pool_UnderChange_HandlesEachMessageOnceOrMakesItADeadLetter()
    {
        const int Tellers = 3;
        const int Each = 20_000;
        int accounted = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var system = ActorSystem.Create("routers", new ActorSystemOptions { DeadLetterCapacity = 0 });
        system.DeadLetters.Subscribe(_ => Account());
        var worker = Props.FromBehavior(Behavior.Receive<int>((_, _) =>
        {
            Account();
            return Behavior.Same<int>();
        }));
        var router = system.Spawn(Router.Pool(4, worker), "router");
        var tellers = Enumerable.Range(0, Tellers).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                router.Tell(i);
                if (i % 100 == 0) Thread.Yield();
            }
        })).ToArray();
        foreach (var teller in tellers) teller.Start();
        for (int i = 0; i < 30; i++)
        {
            await Router.Resize(router, 1 + (i * 7 % 10));
            if (i % 5 == 0) await system.Root.Stop(Router.Routees(router)[0]);
        }

        foreach (var teller in tellers) teller.Join();
        await system.Root.Poison(router);
        await system.ShutdownAsync(TimeSpan.FromMinutes(1));
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1)); // a long queue of one that was stopped is drained in turns after its end
        Assert.Equal(Tellers * Each, Volatile.Read(ref accounted));

        void Account()
        {
            if (Interlocked.Increment(ref accounted) == Tellers * Each) all.TrySetResult();
        }
    }

    [Fact]
    public async Task Pool_EachSendersMessagesToARoutee_KeepTheirOrder()
    {
        const int Senders = 4;
        const int Each = 20_000;
        string? wrong = null;
        await using var system = ActorSystem.Create("routers");
        var worker = Props.FromFactory(() =>
        {
            int[] last = new int[Senders];
            return Behavior.Receive<(int Sender, int Number)>((_, m) =>
            {
                if (m.Number <= last[m.Sender]) wrong = $"{m.Number} after {last[m.Sender]}";
                last[m.Sender] = m.Number;
                return Behavior.Same<(int, int)>();
            });
        });
        var router = system.Spawn(Router.Pool(3, worker), "router");
        var senders = Enumerable.Range(0, Senders).Select(sender => new Thread(() =>
        {
            for (int i = 1; i <= Each; i++) router.Tell((sender, i));
        })).ToArray();
        foreach (var sender in senders) sender.Start();
        foreach (var sender in senders) sender.Join();
        await system.Root.Poison(router);
        Assert.Null(wrong);
    }
}
