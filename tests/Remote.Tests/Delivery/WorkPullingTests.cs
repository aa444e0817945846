using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Delivery;

public sealed class WorkPullingTests
{
    /// <summary>Seen to fail with ProducerActor.OnWorkerEnded forgetting the ended worker's messages.</summary>
    [Fact]
    public Task Workers_OfWhichSomeEnd_DoAllWork() => SeededRuns.RunAsync(40, async seed =>
    {
        const int count = 100;
        await using var world = new DeliveryWorld(seed);
        var producer = ReliableProducer<Number>.SpawnForWorkers(world.System, "jobs", DeliveryWorld.Options);
        var jobs = world.System.Resolve<WorkerOffer<Number>>("/user/jobs");
        var done = new List<long>[4];
        for (int i = 0; i < done.Length; i++)
        {
            var mine = done[i] = [];
            bool ends = i < 2;
            var worker = Props.FromBehavior(Behavior.Receive<Delivery<Number>>((_, delivery) =>
            {
                if (ends && mine.Count == 5) return Behavior.Stopped<Delivery<Number>>();
                mine.Add(delivery.Message.Value);
                delivery.Confirm();
                return Behavior.Same<Delivery<Number>>();
            }));
            world.System.Spawn(ReliableConsumer.WorkerProps(worker, jobs, DeliveryWorld.Options), $"worker{i}");
        }

        for (int i = 1; i <= count; i++) _ = producer.SendAsync(new Number(i));
        var confirmed = producer.WhenConfirmedAsync();
        world.RunFor(100);
        await confirmed.WaitAsync(TestNode.Patience);
        var all = done.SelectMany(static list => list).ToList();
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), all.Distinct().Order());
        Assert.InRange(all.Count, count, count + (2 * DeliveryWorld.Options.Window)); // confirmed by a worker that ended before it could say so
        Assert.All(done, static list => Assert.NotEmpty(list));
    });

    [Fact]
    public async Task Work_WithoutAWorker_WaitsForOne()
    {
        await using var world = new DeliveryWorld(1);
        var producer = ReliableProducer<Number>.SpawnForWorkers(world.System, "jobs", DeliveryWorld.Options);
        _ = producer.SendAsync(new Number(1));
        world.RunFor(60);
        Assert.Empty(world.Handled);
        var jobs = world.System.Resolve<WorkerOffer<Number>>("/user/jobs");
        world.System.Spawn(ReliableConsumer.WorkerProps(world.Consumer(), jobs, DeliveryWorld.Options), "worker");
        world.RunFor(1);
        Assert.Equal([1], world.Handled);
    }
}
