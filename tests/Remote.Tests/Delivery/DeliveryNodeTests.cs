using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Delivery;

/// <summary>The same between nodes.</summary>
public sealed class DeliveryNodeTests
{
    private const int Count = 5_000;

    private static readonly DeliveryOptions Delivery = new() { ResendInterval = TimeSpan.FromMilliseconds(50), MaxResendInterval = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task Producer_WhoseLinkIsCutAgainAndAgain_LosesAndDoublesNothing()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        await DeliverAsync(a, b, i =>
        {
            if (i % 500 != 0) return;
            cluster.Network.Cut("a", "b");
            cluster.Network.Heal("a", "b");
        });
    }

    [Fact]
    public async Task Producer_OverRealLinksThatBreak_LosesAndDoublesNothing()
    {
        await using var a = await TestNode.StartAsync("a", null);
        await using var b = await TestNode.StartAsync("b", null);
        await DeliverAsync(a, b, i =>
        {
            if (i % 1_000 == 0) a.Remote.TryGetPeer(b.Remote.Self)!.Session?.Close("the test says so");
        });
    }

    [Fact]
    public async Task Worker_OnAnotherNode_DoesTheWork()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var producer = ReliableProducer<Number>.SpawnForWorkers(a.System, "jobs", Delivery);
        var inbox = new Inbox<long>();
        b.System.Spawn(ReliableConsumer.WorkerProps(Consumer(inbox), b.System.Resolve<WorkerOffer<Number>>(a.AddressOf("jobs")), Delivery), "worker");
        for (int i = 0; i < 100; i++) await producer.SendAsync(new Number(i));
        await producer.WhenConfirmedAsync().WaitAsync(TestNode.Patience);
        for (int i = 0; i < 100; i++) Assert.Equal(i, await inbox.NextAsync());
    }

    private static async Task DeliverAsync(TestNode a, TestNode b, Action<int> disturb)
    {
        var inbox = new Inbox<long>();
        b.System.Spawn(ReliableConsumer.Props(Consumer(inbox), Delivery), "consumer");
        var producer = ReliableProducer<Number>.Spawn(a.System, "producer", a.System.Resolve<Sequenced<Number>>(b.AddressOf("consumer")), Delivery);
        for (int i = 1; i <= Count; i++)
        {
            await producer.SendAsync(new Number(i)).WaitAsync(TestNode.Patience);
            disturb(i);
        }

        await producer.WhenConfirmedAsync().WaitAsync(TestNode.Patience);
        Assert.Equal(Count, inbox.Waiting);
        for (int i = 1; i <= Count; i++) Assert.Equal(i, await inbox.NextAsync());
    }

    private static Props<Delivery<Number>> Consumer(Inbox<long> inbox) => Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
    {
        inbox.Add(delivery.Message.Value);
        delivery.Confirm();
        return Behavior.Same<Delivery<Number>>();
    }));
}
