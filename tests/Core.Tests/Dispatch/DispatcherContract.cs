namespace Actors.Core.Tests;

/// <summary>What every dispatcher promises: the same program does the same on each. Only the option differs.</summary>
public abstract class DispatcherContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private protected abstract Dispatcher Create();

    /// <summary>Runs the program to its end.</summary>
    private protected virtual Task Drive(Dispatcher dispatcher, Func<Task> program) => program().WaitAsync(Long);

    [Fact]
    public async Task Turns_OfAnActor_AreOneAtATimeAndInOrder()
    {
        await RunAsync(async system =>
        {
            const int Tellers = 8;
            const int Each = 500;
            var counter = system.Spawn(Props.FromFactory(() => new Sequence(Tellers, Each).Behavior), "counter");
            for (int t = 0; t < Tellers; t++) Teller(system, counter, t, Each).Tell(0);
            Assert.Equal("done", await counter.Ask<Item, string>(replyTo => new Item(-1, 0, replyTo), Long));
        });
    }

    [Fact]
    public async Task Handlers_ThatAwait_AreNotInterleaved()
    {
        await RunAsync(async system =>
        {
            int inside = 0;
            var actor = system.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, m) =>
            {
                if (Interlocked.Exchange(ref inside, 1) != 0) throw new InvalidOperationException("two at once");
                await Task.Yield();
                await system.SpawnAnonymous(Echo()).Ask<int, int>(m, Long);
                Volatile.Write(ref inside, 0);
                context.Reply(m);
                return Behavior.Same<int>();
            })), "a");
            int[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => actor.Ask<int, int>(i, Long).AsTask()));
            Assert.Equal(Enumerable.Range(0, 50), answers);
        });
    }

    [Fact]
    public async Task Failures_AreSupervised_AndTheMailboxIsKept()
    {
        await RunAsync(async system =>
        {
            int instances = 0;
            var actor = system.Spawn(Props.FromFactory(() =>
            {
                int instance = ++instances;
                return Behavior.Receive<int>((context, m) =>
                {
                    if (m < 0) throw new Boom();
                    context.Reply(instance * 100 + m);
                    return Behavior.Same<int>();
                });
            }), "a");
            var before = actor.Ask<int, int>(1, Long);
            actor.Tell(-1);
            var after = actor.Ask<int, int>(2, Long);
            Assert.Equal((101, 202), (await before, await after));
        });
    }

    [Fact]
    public async Task Trees_StopChildrenFirst_AndTheWatcherIsTold()
    {
        await RunAsync(async system =>
        {
            var order = new List<string>();
            var root = system.Spawn(Props.FromFactory(() => Tree(3, order)), "root");
            await root.Ask<string, string>("ready", Long);
            await system.Root.Stop(root);
            Assert.Equal(15, order.Count);
            Assert.Equal("/user/root", order[^1]);
            Assert.All(order, (path, index) => Assert.DoesNotContain(order[(index + 1)..], later => later.StartsWith(path + "/", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public async Task Stopped_WhatIsToldLater_GoesToTheDeadLetters()
    {
        await RunAsync(async system =>
        {
            var actor = system.Spawn(Echo(), "a");
            await system.Root.Poison(actor);
            for (int i = 0; i < 100; i++)
                await Assert.ThrowsAsync<DeadActorException>(async () => await actor.Ask<int, int>(i, Long));
            Assert.Equal(100, system.DeadLetters.Count(DeadLetterReason.ActorStopped));
        });
    }

    [Fact]
    public async Task Actors_ThatNeverRunDry_LetTheOthersIn()
    {
        // Seen to hang when a turn has no end (Cell.TurnMessages without limit).
        await RunAsync(async system =>
        {
            bool over = false;
            var busy = Props.FromBehavior(Behavior.Receive<int>((context, m) =>
            {
                if (!Volatile.Read(ref over)) context.Self.Tell(m);
                return Behavior.Same<int>();
            }));
            for (int i = 0; i < Math.Max(4, Environment.ProcessorCount); i++) system.SpawnAnonymous(busy).Tell(i);
            var others = Enumerable.Range(0, 1_000).Select(i => system.SpawnAnonymous(Echo())).ToArray();
            int[] answers = await Task.WhenAll(others.Select((other, i) => other.Ask<int, int>(i, Long).AsTask()));
            Volatile.Write(ref over, true);
            Assert.Equal(Enumerable.Range(0, 1_000), answers);
        });
    }

    /// <summary>Creates, runs and shuts down a system on this dispatcher.</summary>
    private protected async Task RunAsync(Func<ActorSystem, Task> program)
    {
        var dispatcher = Create();
        await Drive(dispatcher, () => ActorSystem.Run("contract", program, new ActorSystemOptions { Dispatcher = dispatcher, ShutdownTimeout = Long }));
    }

    private protected static Props<int> Echo() => Props.FromBehavior(Behavior.Receive<int>((context, m) =>
    {
        context.Reply(m);
        return Behavior.Same<int>();
    }));

    private static ActorRef<int> Teller(ActorSystem system, ActorRef<Item> to, int number, int count) =>
        system.Spawn(Props.FromBehavior(Behavior.Receive<int>((context, m) =>
        {
            to.Tell(new Item(number, m + 1, null));
            if (m + 1 < count) context.Self.Tell(m + 1);
            return Behavior.Same<int>();
        })), $"teller{number}");

    private static Behavior<string> Tree(int depth, List<string> order) => Behavior.Setup<string>(context =>
    {
        ActorRef<string>[] children = depth == 0 ? [] : [context.Spawn(Props.FromFactory(() => Tree(depth - 1, order)), "left"), context.Spawn(Props.FromFactory(() => Tree(depth - 1, order)), "right")];
        return Behavior.ReceiveAsync<string>(async (_, m) =>
        {
            foreach (var child in children) await child.Ask<string, string>(m, Long);
            context.Reply(m);
            return Behavior.Same<string>();
        }).OnSignal((own, signal) =>
        {
            if (signal is PostStop) lock (order) order.Add(own.Path.ToString());
            return Behavior.Unhandled<string>();
        });
    });

    private sealed record Item(int Teller, int Number, ActorRef<string>? ReplyTo);

    /// <summary>Checks that the items of each teller come in order and never two at once; answers when all have come.</summary>
    private sealed class Sequence(int tellers, int each)
    {
        private readonly int[] _last = new int[tellers];
        private int _left = tellers * each;
        private int _inside;
        private string? _wrong;
        private ActorRef<string>? _replyTo;

        internal Behavior<Item> Behavior => Actors.Behavior.Receive<Item>((_, item) =>
        {
            if (Interlocked.Exchange(ref _inside, 1) != 0) _wrong = "two at once";
            if (item.ReplyTo is not null)
            {
                _replyTo = item.ReplyTo;
            }
            else
            {
                if (item.Number != _last[item.Teller] + 1) _wrong = $"{item.Number} of {item.Teller} after {_last[item.Teller]}";
                _last[item.Teller] = item.Number;
                _left--;
            }

            if (_left == 0) _replyTo?.Tell(_wrong ?? "done");
            Volatile.Write(ref _inside, 0);
            return Actors.Behavior.Same<Item>();
        });
    }
}
