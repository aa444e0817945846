using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Inbound;

/// <summary>What peers tell an actor whose mailbox is bounded, full, and set to wait.</summary>
public sealed class WaitingMailboxTests
{
    private const int Capacity = 4, Messages = 500;

    /// <summary>
    /// All that TellAsync accepts arrives, in order: the stream is not read on, and the sender waits. Seen to fail (all but the first few were dead
    /// letters at the receiver) while the link told what it brought as a plain Tell does; and, without the wait in InboundLoad, what waits
    /// for room is all that was sent.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TellAsync_ToAMailboxThatIsSetToWait_WaitsAndLosesNothing(bool isRouter)
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { BatchBytes = 1024, OutboundLimitMessages = 50 };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = new Inbox<Blob>();
        var worker = Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, blob) =>
        {
            await gate.Task;
            handled.Add(blob);
            return Behavior.Same<Blob>();
        })).WithMailbox(Mailbox.Bounded(Capacity, MailboxOverflow.Backpressure) with { MaxWaiting = 1 }); // a frame brings more
        b.System.Spawn(isRouter ? Router.Pool(1, worker) : worker, "worker");
        var producing = ProduceAsync();
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (b.Remote.Counters.InboundPauses == 0 && !patience.IsCancellationRequested) await Task.Yield();
        Assert.InRange(b.Remote.Counters.MessagesReceived, Capacity, 20);
        gate.SetResult();
        for (int i = 0; i < Messages; i++) Assert.Equal((byte)i, (await handled.NextAsync()).Bytes[0]);
        await producing.WaitAsync(TestNode.Patience);
        Assert.Equal(0, a.System.DeadLetters.Total + b.System.DeadLetters.Total);

        async Task ProduceAsync()
        {
            var to = a.Ref<Blob>(b, "worker");
            for (int i = 0; i < Messages; i++) await to.TellAsync(new Blob([(byte)i, .. new byte[255]]));
        }
    }
}
