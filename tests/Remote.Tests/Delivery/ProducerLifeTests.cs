using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Delivery;

/// <summary>Which producer a message is from, and which of its lives.</summary>
public sealed class ProducerLifeTests
{
    private static readonly DeliveryOptions Delivery = new() { ResendInterval = TimeSpan.FromMilliseconds(50), MaxResendInterval = TimeSpan.FromMilliseconds(200) };

    /// <summary>Seen to fail with the producer's path alone for its name: the second of them silenced the first.</summary>
    [Fact]
    public async Task Producers_OfOnePathOnTwoNodes_AreTwoProducers()
    {
        await using var cluster = new TestCluster();
        var (a, b, c) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        var inbox = new Inbox<(string Producer, long Value)>();
        c.System.Spawn(ReliableConsumer.Props(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            inbox.Add((delivery.Producer, delivery.Message.Value));
            delivery.Confirm();
            return Behavior.Same<Delivery<Number>>();
        })), Delivery), "consumer");
        var producers = new[] { a, b }.Select(node => ReliableProducer<Number>.Spawn(node.System, "orders", node.System.Resolve<Sequenced<Number>>(c.AddressOf("consumer")), Delivery)).ToArray();
        for (int i = 0; i < 6; i++)
        {
            await producers[i % 2].SendAsync(new Number(i));
            await producers[i % 2].WhenConfirmedAsync().WaitAsync(TestNode.Patience);
            Assert.Equal((new[] { a, b }[i % 2].AddressOf("orders"), i), await inbox.NextAsync());
        }
    }

    /// <summary>
    /// A producer whose clock is behind that of its life before is told so by the consumer and takes a larger number. Seen to fail
    /// while a smaller one was ignored.
    /// </summary>
    [Fact]
    public Task Producer_WhoseLifeIsSmallerThanTheLast_IsHeard() => SeededRuns.RunAsync(40, async seed =>
    {
        const int count = 50;
        await using var world = new DeliveryWorld(seed);
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        world.Ref("consumer").Tell(new Sequenced<Number>("/user/producer", long.MaxValue - 1000, 1, 1, false, new Number(0), world.System.Resolve<DeliveryAck>("/user/nobody")));
        world.RunFor(1);
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.RoadTo("consumer"), DeliveryWorld.Options);
        for (int i = 1; i <= count; i++) _ = producer.SendAsync(new Number(i));
        world.RunFor(2_000);
        Assert.Equal(Enumerable.Range(0, count + 1).Select(i => (long)i), world.Handled);
    });

    /// <summary>Seen to fail while ChildFailed, which overtakes the confirmation, gave the message again.</summary>
    [Fact]
    public Task Consumer_ThatFailsAfterItHasConfirmed_IsNotGivenTheMessageAgain() => SeededRuns.RunAsync(40, async seed =>
    {
        await using var world = new DeliveryWorld(seed) { IsLossy = false };
        var handled = new List<(long, int)>();
        world.System.Spawn(DeliveryWorld.Reliable(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            handled.Add((delivery.Message.Value, delivery.Attempt));
            delivery.Confirm();
            if (delivery.Number % 2 == 1) throw new InvalidOperationException("as the test wants");
            return Behavior.Same<Delivery<Number>>();
        }))), "consumer");
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.Ref("consumer"), DeliveryWorld.Options);
        for (int i = 1; i <= 10; i++) _ = producer.SendAsync(new Number(i));
        world.RunFor(200);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => ((long)i, 1)), handled);
    });

    /// <summary>
    /// Whoever begins life after life under one name is held by the window, not by the memory: what an earlier life left waiting is
    /// over. Seen to fail while it stayed in line: 1,001 were given.
    /// </summary>
    [Fact]
    public async Task Producer_ThatBeginsAgainAndAgain_LeavesNothingWaiting()
    {
        await using var world = new DeliveryWorld(1);
        var given = new List<Delivery<Number>>();
        world.System.Spawn(DeliveryWorld.Reliable(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            given.Add(delivery);
            return Behavior.Same<Delivery<Number>>();
        }))), "consumer");
        var nobody = world.System.Resolve<DeliveryAck>("/user/nobody");
        for (int life = 1; life <= 1_000; life++)
        {
            world.Ref("consumer").Tell(new Sequenced<Number>("hostile", life, 1, 1, false, new Number(life), nobody));
            world.Ref("consumer").Tell(new Sequenced<Number>("hostile", life, 2, 1, false, new Number(life), nobody));
        }

        for (int i = 0; i < given.Count || i == 0; i++)
        {
            world.RunFor(1);
            given[i].Confirm();
            world.RunFor(1);
        }

        Assert.Equal([1, 1_000, 1_000], given.Select(static delivery => delivery.Message.Value));
    }

    /// <summary>
    /// A producer that begins again when no time has passed has another life all the same. Seen to fail while the clock alone
    /// numbered lives: 4 counted as confirmed before it was sent, and nothing came any more.
    /// </summary>
    [Fact]
    public async Task Producer_ThatBeginsAgainAtTheSameMoment_IsHeard()
    {
        await using var world = new DeliveryWorld(1) { IsLossy = false };
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        for (int i = 1; i <= 6; i += 3)
        {
            var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.Ref("consumer"), DeliveryWorld.Options);
            for (int j = i; j < i + 3; j++) _ = producer.SendAsync(new Number(j));
            world.RunFor(0);
            ActorSystem.Stop(producer.Actor);
            world.RunFor(0);
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], world.Handled);
    }

    /// <summary>Names are kept: one that no address can have is not. Seen to fail while any length was.</summary>
    [Fact]
    public async Task Producer_WithANameThatIsNoAddress_IsIgnored()
    {
        await using var world = new DeliveryWorld(1);
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        var nobody = world.System.Resolve<DeliveryAck>("/user/nobody");
        world.Ref("consumer").Tell(new Sequenced<Number>(new string('x', ConsumerActor<Number>.MaxNameLength + 1), 1, 1, 1, false, new Number(1), nobody));
        world.Ref("consumer").Tell(new Sequenced<Number>(new string('x', ConsumerActor<Number>.MaxNameLength), 1, 1, 1, false, new Number(2), nobody));
        world.RunFor(1);
        Assert.Equal([2], world.Handled);
    }

    /// <summary>
    /// A producer whose place in the line is empty is not forgotten while it stands there. Seen to fail while it was: each one that
    /// came after it could be made to leave such a place, and the line had no bound.
    /// </summary>
    [Fact]
    public async Task Producer_WithAPlaceInLine_IsNotForgotten()
    {
        await using var world = new DeliveryWorld(1);
        var given = new List<Delivery<Number>>();
        world.System.Spawn(ReliableConsumer.Props(Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            given.Add(delivery);
            return Behavior.Same<Delivery<Number>>();
        })), new DeliveryOptions { MaxProducers = 2 }), "consumer");
        int answers = 0;
        var answered = world.System.Spawn(Props.FromBehavior(Behavior.Receive<DeliveryAck>((_, _) =>
        {
            answers++;
            return Behavior.Same<DeliveryAck>();
        })), "acks");
        var nobody = world.System.Resolve<DeliveryAck>("/user/nobody");
        world.Ref("consumer").Tell(new Sequenced<Number>("first", 1, 1, 1, false, new Number(1), nobody));
        world.RunFor(1);
        world.Ref("consumer").Tell(new Sequenced<Number>("second", 1, 1, 1, false, new Number(2), nobody));
        world.Ref("consumer").Tell(new Sequenced<Number>("second", 2, 2, 1, false, new Number(2), nobody)); // what waited is over, the place is not
        world.RunFor(1);
        world.Ref("consumer").Tell(new Sequenced<Number>("third", 1, 1, 1, true, new Number(3), answered));
        world.RunFor(1);
        Assert.Equal(0, answers);
        given[0].Confirm();
        world.RunFor(1);
        world.Ref("consumer").Tell(new Sequenced<Number>("third", 1, 1, 1, true, new Number(3), answered));
        world.RunFor(1);
        Assert.Equal((1, 2), (answers, given.Count));
    }

    /// <summary>
    /// What comes again after a failure belongs to the producer's life that it came in, also when another has begun meanwhile. Seen to
    /// fail while it counted for the new one: the first message of that was acknowledged up to 7, which nobody had sent.
    /// </summary>
    [Fact]
    public async Task Consumer_ThatFailsAtAMessageOfAnEarlierLife_ConfirmsNothingOfTheNewOne()
    {
        await using var world = new DeliveryWorld(1);
        var given = new List<Delivery<Number>>();
        var first = new TaskCompletionSource();
        world.System.Spawn(DeliveryWorld.Reliable(Props.FromBehavior(Behavior.ReceiveAsync<Delivery<Number>>(async (_, delivery) =>
        {
            given.Add(delivery);
            if (given.Count == 1) await first.Task;
            delivery.Confirm();
            return Behavior.Same<Delivery<Number>>();
        }))), "consumer");
        var acks = new List<DeliveryAck>();
        world.System.Spawn(Props.FromBehavior(Behavior.Receive<DeliveryAck>((_, ack) =>
        {
            acks.Add(ack);
            return Behavior.Same<DeliveryAck>();
        })), "acks");
        world.Ref("consumer").Tell(new Sequenced<Number>("producer", 1, 7, 7, false, new Number(107), world.System.Resolve<DeliveryAck>("/user/nobody")));
        world.RunFor(1);
        world.Ref("consumer").Tell(new Sequenced<Number>("producer", 2, 1, 1, true, new Number(201), world.System.Resolve<DeliveryAck>("/user/acks")));
        world.RunFor(1);
        first.SetException(new InvalidOperationException("as the test wants"));
        world.RunFor(10);
        Assert.Equal([(107, 1), (107, 2), (201, 1)], given.Select(static delivery => (delivery.Message.Value, delivery.Attempt)));
        Assert.All(acks, static ack => Assert.InRange(ack.ConfirmedTo, 0, 1));
        Assert.Equal(1, acks[^1].ConfirmedTo);
    }
}
