using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Delivery;

/// <summary>
/// Seen to fail: with InboundStream.Take taking a number below the expected one (doubled), with OutboundStream.OnTick sending
/// nothing (the last message lost stays lost). A resend that leaves out the first is no defect of safety: the next probe heals it.
/// </summary>
public sealed class ReliableDeliveryTests
{
    private const int Count = 200;

    [Fact]
    public Task Producer_OverALossyRoad_DeliversEachOnceInOrder() => SeededRuns.RunAsync(40, async seed =>
    {
        await using var world = new DeliveryWorld(seed);
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.RoadTo("consumer"), DeliveryWorld.Options);
        var sends = Enumerable.Range(1, Count).Select(i => producer.SendAsync(new Number(i))).ToArray();
        world.RunFor(2_000);
        await Task.WhenAll(sends).WaitAsync(TestNode.Patience);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), world.Handled);
    });

    /// <summary>The failed message comes again; those that were confirmed do not. Seen to fail without the case ChildFailed in ConsumerActor.</summary>
    [Fact]
    public Task Consumer_ThatFailsNowAndThen_IsGivenTheFailedMessageAgain() => SeededRuns.RunAsync(40, async seed =>
    {
        await using var world = new DeliveryWorld(seed);
        int attempts = 0;
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer(delivery =>
        {
            attempts = Math.Max(attempts, delivery.Attempt);
            return world.Chance(4);
        })), "consumer");
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.RoadTo("consumer"), DeliveryWorld.Options);
        for (int i = 1; i <= Count; i++) _ = producer.SendAsync(new Number(i));
        world.RunFor(2_000);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), world.Handled);
        Assert.True(attempts > 1);
    });

    /// <summary>
    /// Nothing is lost when the consumer ends and another has its path; what was confirmed and not yet known to be may come twice.
    /// Seen to fail with OutboundStream.OnAck keeping the larger of the old and new ReceivedTo: the second consumer waits for ever.
    /// </summary>
    [Fact]
    public Task Consumer_ThatIsReplaced_LosesNothing() => SeededRuns.RunAsync(40, async seed =>
    {
        await using var world = new DeliveryWorld(seed);
        var first = world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.RoadTo("consumer"), DeliveryWorld.Options);
        for (int i = 1; i <= Count; i++) _ = producer.SendAsync(new Number(i));
        world.RunFor(10 + (seed % 7));
        ActorSystem.Stop(first);
        world.RunFor(5);
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        world.RunFor(2_000);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (long)i), world.Handled.Distinct().Order());
        Assert.InRange(world.Handled.Count, Count, Count + DeliveryWorld.Options.Window + 1);
    });

    /// <summary>A producer that begins again under its name is a new one: its numbers begin anew and are no repetitions.</summary>
    [Fact]
    public async Task Producer_ThatBeginsAgain_IsHeardFromItsFirstMessageOn()
    {
        await using var world = new DeliveryWorld(1) { IsLossy = false };
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        for (int life = 0; life < 3; life++)
        {
            var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.Ref("consumer"), DeliveryWorld.Options);
            _ = producer.SendAsync(new Number(life));
            world.RunFor(5);
            ActorSystem.Stop(producer.Actor);
            world.RunFor(1);
        }

        Assert.Equal([0, 1, 2], world.Handled);
    }

    [Fact]
    public async Task SendAsync_WithAFullBuffer_WaitsAndEndsWithTheProducer()
    {
        await using var world = new DeliveryWorld(1);
        var options = DeliveryWorld.Options with { BufferCapacity = 2, MaxWaiting = 2 };
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.Ref("nobody"), options);
        using var cancel = new CancellationTokenSource();
        var sends = Enumerable.Range(1, 5).Select(i => producer.SendAsync(new Number(i), i == 3 ? cancel.Token : default)).ToArray();
        var confirmed = producer.WhenConfirmedAsync();
        world.RunFor(1);
        await Task.WhenAll(sends[..2]).WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeliveryOverflowException>(() => sends[4]).WaitAsync(TestNode.Patience);
        Assert.False(sends[2].IsCompleted || sends[3].IsCompleted);
        await cancel.CancelAsync();
        ActorSystem.Stop(producer.Actor);
        world.RunFor(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sends[2]).WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeadActorException>(() => sends[3]).WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeadActorException>(() => confirmed).WaitAsync(TestNode.Patience);
        await Assert.ThrowsAsync<DeadActorException>(() => producer.SendAsync(new Number(9))).WaitAsync(TestNode.Patience);
        world.RunFor(1);
        Assert.True(world.System.DeadLetters.Count(DeadLetterReason.ActorStopped) >= 2); // what had been accepted
    }

    /// <summary>Calls that were cancelled take no place, wherever they stand. Seen to fail while only those at the front were taken out.</summary>
    [Fact]
    public async Task SendAsync_BehindCancelledOnes_FindsTheirPlaceFree()
    {
        await using var world = new DeliveryWorld(1);
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.Ref("nobody"), DeliveryWorld.Options with { BufferCapacity = 1, MaxWaiting = 3 });
        using var cancel = new CancellationTokenSource();
        var sends = Enumerable.Range(1, 4).Select(i => producer.SendAsync(new Number(i), i > 2 ? cancel.Token : default)).ToArray();
        world.RunFor(1);
        await cancel.CancelAsync();
        await Task.WhenAll(sends[2..]).WaitAsync(TestNode.Patience).ContinueWith(static ended => Assert.True(ended.IsCanceled), TaskScheduler.Default);
        var later = new[] { producer.SendAsync(new Number(5)), producer.SendAsync(new Number(6)) };
        world.RunFor(1);
        var oneMore = producer.SendAsync(new Number(7));
        world.RunFor(1);
        await Assert.ThrowsAsync<DeliveryOverflowException>(() => oneMore).WaitAsync(TestNode.Patience);
        ActorSystem.Stop(producer.Actor);
        world.RunFor(1);
        foreach (var send in later) await Assert.ThrowsAsync<DeadActorException>(() => send).WaitAsync(TestNode.Patience); // it waited
    }

    [Theory]
    [InlineData(nameof(DeliveryOptions.BufferCapacity))]
    [InlineData(nameof(DeliveryOptions.Window))]
    public void Options_ThatAreWrong_AreRefusedByName(string setting)
    {
        var options = setting == nameof(DeliveryOptions.Window) ? new DeliveryOptions { Window = 0 } : new DeliveryOptions { BufferCapacity = 0 };
        var error = Assert.Throws<ArgumentException>(() => ReliableConsumer.Props(Props.FromBehavior(Behavior.Empty<Delivery<Number>>()), options));
        Assert.Contains($"DeliveryOptions.{setting} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ShowsAProducerAndAConsumer()
    {
        var handled = new List<Number>();
        await using var a = ActorSystem.Create("a");
        var b = a;
        const string address = "/user/orders";

        // snippet: delivery-page
        // where the work is done
        b.Spawn(ReliableConsumer.Props(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((context, delivery) =>
        {
            Handle(delivery.Message);
            delivery.Confirm();
            return Behavior.Same<Delivery<Number>>();
        }))), "orders");

        // where it comes from
        var producer = ReliableProducer<Number>.Spawn(a, "order-source", a.Resolve<Sequenced<Number>>(address));
        await producer.SendAsync(new Number(1));
        await producer.WhenConfirmedAsync();
        // end
        Assert.Equal([new Number(1)], handled);

        void Handle(Number number) => handled.Add(number);
    }
}
