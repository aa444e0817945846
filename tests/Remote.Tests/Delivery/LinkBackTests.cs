using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Delivery;

public sealed class LinkBackTests
{
    private static readonly NodeAddress s_peer = new("b", "b.example", 1, 1);

    /// <summary>No time passes between the link and what it brings. Seen to fail while only ticks probed.</summary>
    [Fact]
    public async Task Producer_WhoseConsumerWasSilent_AsksAtOnceWhenALinkOpens()
    {
        await using var world = new DeliveryWorld(1) { IsLossy = false };
        var producer = ReliableProducer<Number>.Spawn(world.System, "producer", world.RoadTo("consumer"), DeliveryWorld.Options);
        var sent = producer.SendAsync(new Number(7));
        world.RunFor(60); // it is asked each 10 s by now
        await sent;
        world.System.Spawn(DeliveryWorld.Reliable(world.Consumer()), "consumer");
        world.RunFor(0);
        Assert.Empty(world.Handled);
        for (int i = 0; i < 1000; i++) world.System.Events.Publish(new LinkConnected(s_peer));
        world.RunFor(0);
        Assert.Equal([7], world.Handled);
    }

    /// <summary>A producer that does not come to run is told of as many links as it may wait for, and of further ones once it has.</summary>
    [Fact]
    public async Task LinkWatch_WithoutTurns_TellsNoMoreThanTheBound()
    {
        int told = 0;
        await using var system = ActorSystem.Create("links");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var producer = system.Spawn(Props.FromBehavior(Behavior.Receive<ProducerCommand>((_, _) =>
        {
            if (Interlocked.Increment(ref told) > LinkWatch.MaxWaiting) done.TrySetResult();
            return Behavior.Same<ProducerCommand>();
        })), "producer");
        var links = new LinkWatch(system.Events, producer);
        for (int i = 0; i < 1000; i++) system.Events.Publish(new LinkConnected(s_peer));
        links.OnHandled();
        system.Events.Publish(new LinkConnected(s_peer));
        await done.Task.WaitAsync(TestNode.Patience);
        links.End();
        system.Events.Publish(new LinkConnected(s_peer));
        Assert.Equal(LinkWatch.MaxWaiting + 1, Volatile.Read(ref told));
    }
}
