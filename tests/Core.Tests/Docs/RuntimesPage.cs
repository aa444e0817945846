using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>The code of docs/runtimes.md.</summary>
public sealed class RuntimesPage
{
    [Fact]
    public async Task Program_AsInThePage_RunsOnEachDispatcher()
    {
        foreach (var dispatcher in new[] { Dispatcher.ThreadPool, Dispatcher.Pinned, new WorkerPoolDispatcher(2) })
        {
            int answer = 0;
            // snippet: runtimes-run
            await ActorSystem.Run("adder", async system =>
            {
                ActorRef<int> adder = system.Spawn(Adder(), "adder");
                adder.Tell(40);
                answer = await adder.Ask<int, int>(2, TimeSpan.FromSeconds(30));
            }, new ActorSystemOptions { Dispatcher = dispatcher });
            // end
            Assert.Equal(42, answer);
        }
    }

    [Fact]
    public async Task Dispatchers_AsInThePage_AreForSomeActorsToo()
    {
        await using var system = ActorSystem.Create("mixed");
        var blocking = Adder();
        // snippet: runtimes-dispatchers
        var disk = new WorkerPoolDispatcher(threads: 2);
        ActorRef<int> writer = system.Spawn(blocking.WithDispatcher(disk), "writer");
        ActorRef<int> camera = system.Spawn(blocking.WithDispatcher(Dispatcher.Pinned), "camera");
        // end
        writer.Tell(1);
        Assert.Equal(3, await writer.Ask<int, int>(2, TimeSpan.FromMinutes(1)));
        Assert.Equal(2, await camera.Ask<int, int>(2, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Manual_AsInThePage_GivesTheSameOrderForTheSameSeed()
    {
        // snippet: runtimes-manual
        var dispatcher = new ManualDispatcher(seed: 7);
        var system = ActorSystem.Create("test", new ActorSystemOptions { Dispatcher = dispatcher, Time = new VirtualTime(), Random = new Random(7) });
        ActorRef<int> adder = system.Spawn(Adder(), "adder");
        adder.Tell(1);
        int turns = dispatcher.RunUntilIdle();
        // end
        Assert.True(turns > 0);
        _ = system.ShutdownAsync(TimeSpan.FromSeconds(1));
        dispatcher.RunUntilIdle();
    }

    private static Props<int> Adder() => Props.FromBehavior(Behavior.WithState<int, int>(0, (context, total, amount) =>
    {
        if (context.Sender is not null) context.Reply(total + amount);
        return BehaviorWithState.Next(total + amount);
    }));
}
