using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>What an idle actor keeps, and that an actor which has stopped keeps nothing.</summary>
/// <remarks>Seen to fail when FinishStop leaves a child in its parent's table, and with four more fields in Cell.</remarks>
[Collection(nameof(RunAloneCollection))]
public sealed class MemoryTests
{
    private const int Batch = 20_000;

    [Fact]
    public void IdleActor_WithAName_TakesAtMost380Bytes()
    {
        var dispatcher = new ManualDispatcher();
        var system = ActorSystem.Create("memory", new ActorSystemOptions { Dispatcher = dispatcher });
        var idle = Props.FromBehavior(Behavior.Receive<object>(static (_, _) => Behavior.Same<object>()));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 100_000; i++) system.Spawn(idle, $"actor-{i}");
        double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 100_000.0;
        Assert.InRange(each, 100, 380);
        End(system, dispatcher);
    }

    [Fact]
    public void ActorsThatHaveStopped_WithWatchesTimersStashAndMessages_LeaveNothing()
    {
        var time = new VirtualTime();
        var dispatcher = new ManualDispatcher(seed: 1);
        var system = ActorSystem.Create("memory", new ActorSystemOptions { Time = time, Dispatcher = dispatcher, DeadLetterCapacity = 10 });
        long own = system.ActorsAlive; // the guardians
        long level = 0;
        for (long spawned = 0; spawned <= StressSize.Actors; spawned += Batch)
        {
            RunBatch(system, dispatcher, (int)spawned);
            Assert.Null(time.NextDue); // no timer is left
            Assert.Equal(own, system.ActorsAlive);
            Assert.Equal(0, system.Asks.Count);
            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (level == 0) level = now; // after the first batch: what is pooled has been made
            Assert.True(now - level < 2_000_000, $"after {spawned + Batch} actors {now - level} bytes more are held than after the first {Batch}");
        }

        End(system, dispatcher);
    }

    /// <summary>Actors of which each has a timer, watches its neighbour, has a child, and is stopped, poisoned or fails.</summary>
    private static void RunBatch(ActorSystem system, ManualDispatcher dispatcher, int first)
    {
        var child = Props.FromBehavior(Behavior.Empty<int>());
        ActorRef<int>? neighbour = null;
        var props = Props.FromBehavior(Behavior.Receive<int>((context, message) =>
        {
            switch (message)
            {
                case 0:
                    context.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromHours(1), 9);
                    context.SpawnAnonymous(child);
                    if (neighbour is not null) context.Watch(neighbour);
                    break;
                case 1: throw new Boom();
                case 2: return Behavior.Stopped<int>();
            }

            return Behavior.Same<int>();
        }));
        for (int i = first; i < first + (Batch / 2); i++)
        {
            var actor = system.Spawn(props, $"actor-{i}");
            actor.Tell(0);
            dispatcher.RunUntilIdle();
            if (i % 4 == 0) actor.Tell(1);
            if (neighbour is not null) End(neighbour, i);
            neighbour = actor;
        }

        End(neighbour!, first);
        dispatcher.RunUntilIdle();
    }

    private static void End(ActorRef<int> actor, int way)
    {
        actor.Tell(7);
        if (way % 3 == 0) ActorSystem.Stop(actor);
        else if (way % 3 == 1) ActorSystem.Poison(actor);
        else actor.Tell(2);
    }

    private static void End(ActorSystem system, ManualDispatcher dispatcher)
    {
        var shutdown = system.ShutdownAsync(TimeSpan.FromMinutes(1));
        dispatcher.RunUntilIdle();
        Assert.True(shutdown.IsCompletedSuccessfully);
        Assert.Equal(0, system.ActorsAlive);
    }
}
