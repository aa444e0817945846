using System.Globalization;
using Actors.Remote.Tests.Nodes;
using Xunit.Abstractions;

namespace Actors.Remote.Tests.Inbound;

/// <summary>A consumer that is slower than its remote producer: memory stays bounded, nothing is lost, control goes on.</summary>
[Collection("memory of the process")]
public class InboundBudgetTests(ITestOutputHelper output)
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    private const int PayloadBytes = 1024, Messages = 5000;

    private static RemoteOptions Small { get; } = TestNode.Options with { InboundLimitBytes = 64 * 1024, OutboundLimitMessages = 100, BatchBytes = 4096 };

    /// <summary>
    /// Fails when LinkReader does not pause (all 5,000 are read at once), when it pauses the control stream too (Terminated
    /// does not come), when it forgets what it has buffered while it waited (the last do not come), and when
    /// InboundLoad counts each look anew without taking the last one back (it never goes on).
    /// </summary>
    [Fact]
    public async Task Consumer_ThatStandsStill_StopsTheProducerAndNothingElse()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Small), await cluster.StartAsync("b", Small));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (done, next) = SpawnSlow(b, _ => new ValueTask(gate.Task));
        b.SpawnAdder("bystander");
        var producing = ProduceAsync(a.Ref<Blob>(b, "slow"));
        await PausedAsync(b);
        var bystander = a.Ref<Number>(b, "bystander");
        ActorSystem.Stop(bystander);
        await ActorSystem.WhenTerminated(bystander).WaitAsync(TestNode.Patience);
        Assert.False(producing.IsCompleted);
        Assert.InRange(b.Remote.Counters.MessagesReceived, 20, 64);
        Assert.InRange(b.Remote.Budget.Held, 1, Small.InboundLimitBytes);
        gate.SetResult();
        await producing.WaitAsync(TestNode.Patience);
        await done.WaitAsync(TestNode.Patience);
        Assert.Equal(Messages, next());
        Assert.Equal(0, a.System.DeadLetters.Total + b.System.DeadLetters.Total);
    }

    /// <summary>Fails when the wait for room does not end with the session: the next one is not read before this one's reader has ended.</summary>
    [Fact]
    public async Task Session_ClosedWhilePaused_EndsTheWaitAndTheNextOneServes()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Small), await cluster.StartAsync("b", Small));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SpawnSlow(b, _ => new ValueTask(gate.Task));
        b.SpawnAdder();
        var producing = ProduceAsync(a.Ref<Blob>(b, "slow"));
        await PausedAsync(b);
        cluster.Network.Cut("a", "b");
        await b.Log.WaitForAsync(2002);
        gate.SetResult();
        cluster.Network.Heal("a", "b");
        await producing.WaitAsync(TestNode.Patience);
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.InRange(b.Remote.Budget.Held, 0, Small.InboundLimitBytes);
    }

    /// <summary>
    /// Who fills the mailbox of an actor that stands still, and connects again and again, fills it no further: each time brings a part of
    /// the rest. Seen to fail (each connection brought half of the limit, 32 messages) while what a stream had brought was forgotten with it.
    /// </summary>
    [Fact]
    public async Task Peer_ThatConnectsAgainAndAgain_FillsNoMailboxBeyondTheLimit()
    {
        const int rounds = 20, limit = 512 * 1024, bytes = 8 * 1024;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", TestNode.Options with { InboundLimitBytes = limit }));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SpawnSlow(b, _ => new ValueTask(gate.Task));
        TellMore();
        await PausedAsync(b);
        for (int round = 1; round < rounds; round++)
        {
            long before = b.Remote.Counters.InboundPauses;
            TellMore(); // what was under way is lost with the session
            (await SessionAsync()).Close("the test says so");
            await PausedAsync(b, before);
        }

        Assert.InRange(b.Remote.Counters.MessagesReceived, limit / bytes / 2, 4 * limit / bytes);
        gate.SetResult();

        // The pause may have been one more of the session before.
        async Task<Session> SessionAsync()
        {
            var peer = a.Remote.TryGetPeer(b.Remote.Self)!;
            using var patience = new CancellationTokenSource(TestNode.Patience);
            while (peer.Session is null && !patience.IsCancellationRequested) await Task.Yield();
            return peer.Session!;
        }

        void TellMore()
        {
            for (int i = 0; i < 300; i++) a.Ref<Blob>(b, "slow").Tell(new Blob(new byte[bytes]));
        }
    }

    /// <summary>
    /// The consumer asks the producer's node for each message, while more messages wait for it than the receiver, the link and the
    /// sender hold. Fails (each ask takes its whole time) when replies are sent behind messages: on the data stream, which is
    /// not read, wherever they stand in the sender's queue.
    /// </summary>
    [Fact]
    public async Task Consumer_ThatAsksBack_GetsItsAnswers()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Small), await cluster.StartAsync("b", Small));
        a.SpawnAdder();
        var adder = b.Ref<Number>(a, "adder");
        var (done, next) = SpawnSlow(b, async _ => await adder.Ask<Number, Number>(new Number(1), TestNode.Patience));
        const int messages = 2_000; // one round trip after the other
        var producing = ProduceAsync(a.Ref<Blob>(b, "slow"), messages);
        await done.WaitAsync(2 * TestNode.Patience);
        await producing;
        Assert.Equal(messages, next());
        Assert.True(b.Remote.Counters.InboundPauses > 0);
    }

    /// <summary>
    /// For as many minutes as ACTORS_BACKPRESSURE_MINUTES says, over gRPC; the consumer takes at most a tenth of what the
    /// producer could send, which the first second without it shows. Prints what it has measured.
    /// </summary>
    [Fact]
    public async Task Consumer_TenTimesSlower_StaysWithinTheConfiguredMemory()
    {
        if (!double.TryParse(Environment.GetEnvironmentVariable("ACTORS_BACKPRESSURE_MINUTES"), CultureInfo.InvariantCulture, out double minutes)) return;
        const long Mi = 1024 * 1024;
        const int rounds = 4000;
        var options = TestNode.Options with { InboundLimitBytes = 32 * Mi, OutboundLimitBytes = 32 * Mi };
        await using var a = await TestNode.StartAsync("a", null, options);
        await using var b = await TestNode.StartAsync("b", null, options);
        long received = 0, wrong = 0, fast = 0, most = 0, resident = 0, before = GC.GetTotalMemory(forceFullCollection: true), residentBefore = Environment.WorkingSet;
        b.Spawn<Blob>("fast", (_, _) =>
        {
            Volatile.Write(ref fast, fast + 1);
            return Behavior.Same<Blob>();
        });
        b.Spawn<Blob>("slow", (_, blob) =>
        {
            if (BitConverter.ToInt32(blob.Bytes) != (int)received) wrong++;
            Thread.SpinWait(rounds);
            if ((received + 1) % 10_000 == 0)
            {
                long now = GC.GetTotalMemory(forceFullCollection: true);
                if (now > most) output.WriteLine($"after {received + 1}: {(now - before) / Mi} MiB, of it {a.Remote.Peers[0].OutboundMessages} messages outbound, {b.Remote.Budget.Held / Mi} MiB inbound; {b.System.Node} gen2 {GC.CollectionCount(2)}");
                (most, resident) = (Math.Max(most, now), Math.Max(resident, Environment.WorkingSet));
            }

            Volatile.Write(ref received, received + 1);
            return Behavior.Same<Blob>();
        });
        double possible = await RateAsync(a.Ref<Blob>(b, "fast"), TimeSpan.FromSeconds(5), () => Volatile.Read(ref fast));
        double real = await RateAsync(a.Ref<Blob>(b, "slow"), TimeSpan.FromMinutes(minutes), () => Volatile.Read(ref received));
        long bound = options.InboundLimitBytes + options.OutboundLimitBytes + (2 * 8 * Mi);
        output.WriteLine($"{minutes} minutes: {received} messages at {real:0}/s of possible {possible:0}/s, {b.Remote.Counters.InboundPauses} pauses; the heap grew by at most {(most - before) / Mi} MiB, the process by {(resident - residentBefore) / Mi} MiB; the bound is {bound / Mi} MiB");
        Assert.Equal(0, wrong);
        Assert.Equal(0, a.System.DeadLetters.Total);
        Assert.InRange(real, 0, possible / 10);
        Assert.InRange(most - before, 0, (long)(1.2 * bound));
    }

    /// <summary>Tells numbered messages for that long, waits until all are handled, and says how many that were in a second.</summary>
    private static async Task<double> RateAsync(ActorRef<Blob> target, TimeSpan length, Func<long> handled)
    {
        long started = TimeProvider.System.GetTimestamp();
        int sent = 0;
        while (TimeProvider.System.GetElapsedTime(started) < length) await target.TellAsync(new Blob(BytesOf(sent++)));
        long seen = -1, seenAt = 0;
        while (handled() < sent)
        {
            if (handled() != seen) (seen, seenAt) = (handled(), TimeProvider.System.GetTimestamp());
            Assert.True(TimeProvider.System.GetElapsedTime(seenAt) < TestNode.Patience, $"{seen} of {sent} were handled, and no more come");
            await Task.Delay(1); // this measures rates, by the real clock
        }

        return sent / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task PausedAsync(TestNode node, long before = 0)
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (node.Remote.Counters.InboundPauses <= before)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static (Task Done, Func<int> Next) SpawnSlow(TestNode node, Func<int, ValueTask> handle)
    {
        int next = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, blob) =>
        {
            if (blob.Bytes.Length == 0)
            {
                done.TrySetResult();
                return Behavior.Same<Blob>();
            }

            if (BitConverter.ToInt32(blob.Bytes) == next) next++;
            await handle(next);
            return Behavior.Same<Blob>();
        })), "slow");
        return (done.Task, () => next);
    }

    private static async Task ProduceAsync(ActorRef<Blob> target, int messages = Messages)
    {
        for (int i = 0; i < messages; i++) await target.TellAsync(new Blob(BytesOf(i)));
        await target.TellAsync(new Blob([]));
    }

    private static byte[] BytesOf(int number)
    {
        byte[] bytes = new byte[PayloadBytes];
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }
}
