namespace Actors.TestKit.Tests;

/// <summary>The code of docs/testing.md.</summary>
public sealed class TestingPage
{
    private sealed record Greet(string Name, ActorRef<string> ReplyTo);

    [Fact]
    public async Task Probe_AsInThePage_Works()
    {
        // snippet: probe
        await using var kit = ActorTestKit.Manual();
        var greeter = kit.Spawn(Greeter(), "greeter");
        var probe = kit.CreateProbe<string>();

        greeter.Tell(new Greet("Ada", probe.Ref));
        await probe.ExpectMessage("Hello Ada");
        await probe.ExpectNoMessage(TimeSpan.FromSeconds(59));
        await probe.FishFor(text => text.StartsWith("Still there", StringComparison.Ordinal)); // the reminder, a minute later

        probe.Watch(greeter);
        ActorSystem.Stop(greeter);
        await probe.ExpectTerminated(greeter);

        await kit.ExpectNoDeadLetter();
        kit.ExpectQuietLog();
        // end
    }

    [Fact]
    public void BehaviorKit_AsInThePage_Works()
    {
        // snippet: behavior-kit
        var kit = new BehaviorTestKit<Greet>(Greeter());
        var inbox = kit.CreateInbox<string>();

        kit.Run(new Greet("Ada", inbox.Ref));
        Assert.Equal("Hello Ada", inbox.Receive());

        kit.AdvanceBy(TimeSpan.FromMinutes(1));
        Assert.Equal(["Still there, Ada?"], inbox.Messages);

        Assert.Throws<ArgumentException>(() => kit.Run(new Greet("", inbox.Ref)));
        Assert.False(kit.IsAlive);
        // end
    }

    [Fact]
    public void Seeds_AsInThePage_AllGiveTheSum()
    {
        int total = 0;
        // snippet: seeds
        SeededRuns.Run(500, seed =>
        {
            var kit = ActorTestKit.Manual(seed);
            var counter = kit.Spawn(Counter(), "counter");
            foreach (int amount in (int[])[1, 2, 3]) kit.Spawn(Adder(counter)).Tell(amount);
            kit.Run();
            counter.Tell(0);
            kit.Run();
            Assert.Equal(6, total);
        });
        // end

        Behavior<int> Counter() => Behavior.WithState<int, int>(0, (_, sum, amount) =>
        {
            if (amount == 0) total = sum;
            return BehaviorWithState.Next(sum + amount);
        });
    }

    private static Behavior<int> Adder(ActorRef<int> counter) => Behavior.Receive<int>((_, amount) =>
    {
        counter.Tell(amount);
        return Behavior.Same<int>();
    });

    private static Behavior<Greet> Greeter() => Behavior.Receive<Greet>((context, greet) =>
    {
        if (greet.Name.Length == 0) throw new ArgumentException("a greeting needs a name");
        bool again = greet.Name.EndsWith('?');
        greet.ReplyTo.Tell(again ? $"Still there, {greet.Name}" : $"Hello {greet.Name}");
        if (!again) context.ScheduleOnce(TimeSpan.FromMinutes(1), greet with { Name = $"{greet.Name}?" });
        return Behavior.Same<Greet>();
    });
}
