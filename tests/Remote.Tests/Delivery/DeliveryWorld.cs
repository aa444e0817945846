using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Delivery;

/// <summary>A producer and consumers in one process, under a seed, with a road between them that loses, doubles and reorders.</summary>
internal sealed class DeliveryWorld : IAsyncDisposable
{
    private readonly ManualDispatcher _dispatcher;
    private readonly VirtualTime _time = new();
    private readonly Random _random;

    internal DeliveryWorld(int seed)
    {
        _dispatcher = new ManualDispatcher(seed);
        _random = new Random(seed);
        System = ActorSystem.Create("world", new ActorSystemOptions { Dispatcher = _dispatcher, Time = _time });
    }

    internal static DeliveryOptions Options { get; } = new() { BufferCapacity = 20, Window = 5 };

    internal ActorSystem System { get; }

    /// <summary>Whether the road is bad.</summary>
    internal bool IsLossy { get; set; } = true;

    internal List<long> Handled { get; } = [];

    internal void RunFor(int seconds) => _dispatcher.RunFor(_time, TimeSpan.FromSeconds(seconds));

    internal bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    /// <summary>An actor that notes and confirms what it is given; <paramref name="fails"/> says at which it throws instead.</summary>
    internal Props<Delivery<Number>> Consumer(Func<Delivery<Number>, bool>? fails = null) =>
        Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
        {
            if (fails?.Invoke(delivery) == true) throw new InvalidOperationException("as the test wants");
            Handled.Add(delivery.Message.Value);
            delivery.Confirm();
            return Behavior.Same<Delivery<Number>>();
        }));

    /// <summary>Limitless restarts, so that only the test says when a consumer ends.</summary>
    internal static Props<ConsumerCommand<Number>> Reliable(Props<Delivery<Number>> consumer) =>
        ReliableConsumer.Props(consumer, Options).WithSupervision(SupervisionStrategy.Default with { MaxRestarts = SupervisionStrategy.Unlimited });

    internal ActorRef<Sequenced<Number>> Ref(string name) => System.Resolve<Sequenced<Number>>($"/user/{name}");

    /// <summary>A road to whoever holds that name at the moment, and one back.</summary>
    internal ActorRef<Sequenced<Number>> RoadTo(string name)
    {
        var held = new List<Action>();
        ActorRef<DeliveryAck>? producer = null;
        var back = System.Spawn(Props.FromBehavior(Behavior.Receive<DeliveryAck>((_, ack) =>
        {
            Pass(held, () => producer!.Tell(ack));
            return Behavior.Same<DeliveryAck>();
        })), $"back-from-{name}");
        return System.Spawn(Props.FromBehavior(Behavior.Receive<Sequenced<Number>>((_, message) =>
        {
            producer = message.ReplyTo;
            Pass(held, () => Ref(name).Tell(message with { ReplyTo = back }));
            return Behavior.Same<Sequenced<Number>>();
        })), $"to-{name}");
    }

    public ValueTask DisposeAsync()
    {
        _dispatcher.RunUntilIdle();
        var end = System.DisposeAsync().AsTask();
        while (!end.IsCompleted) RunFor(1);
        return new ValueTask(end);
    }

    private void Pass(List<Action> held, Action send)
    {
        if (IsLossy && Chance(5)) return;
        if (IsLossy && Chance(8))
        {
            held.Add(send); // overtaken by what comes next, and doubled now and then
            if (Chance(2)) return;
        }

        send();
        if (!Chance(3)) return;
        foreach (var late in held) late();
        held.Clear();
    }
}
