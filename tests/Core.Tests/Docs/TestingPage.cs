using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>The code of docs/testing.md.</summary>
public sealed class TestingPage
{
    [Fact]
    public void Reminder_AsInThePage_ComesAfterAMinute()
    {
        var seen = new List<string>();
        var behavior = Behavior.Receive<string>((context, message) =>
        {
            seen.Add(message);
            if (message == "start") context.ScheduleOnce(TimeSpan.FromMinutes(1), "reminder");
            return Behavior.Same<string>();
        });
        // snippet: manual
        var time = new VirtualTime();
        var dispatcher = new ManualDispatcher(seed: 1);
        var system = ActorSystem.Create("test", new ActorSystemOptions { Time = time, Dispatcher = dispatcher, Random = new Random(1) });

        ActorRef<string> actor = system.Spawn(Props.FromBehavior(behavior), "actor");
        actor.Tell("start");
        dispatcher.RunUntilIdle();
        Assert.Equal(["start"], seen);

        dispatcher.RunFor(time, TimeSpan.FromMinutes(1)); // takes no time at all
        dispatcher.RunUntilIdle();
        Assert.Equal(["start", "reminder"], seen);
        // end
        _ = system.ShutdownAsync(TimeSpan.FromSeconds(1));
        dispatcher.RunUntilIdle();
    }
}
