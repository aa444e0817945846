namespace Actors.Core.Tests;

/// <summary>The code of docs/behaviors.md.</summary>
public sealed class BehaviorsPage
{
    [Fact]
    public void Door_AsInThePage_OpensAndCloses()
    {
        using var stage = new Stage();
        var said = new List<string>();
        // snippet: become
        Behavior<string> open = null!;
        Behavior<string> closed = Behavior.Receive<string>((context, message) =>
        {
            if (message != "open") return Behavior.Unhandled<string>();
            said.Add("it is open");
            return open;
        });
        open = Behavior.Receive<string>((context, message) =>
        {
            if (message != "close") return Behavior.Unhandled<string>();
            said.Add("it is closed");
            return closed;
        });
        // end
        var door = stage.Spawn(closed, "door");
        foreach (string m in new[] { "close", "open", "open", "close" }) door.Tell(m);
        stage.Run();
        Assert.Equal(["it is open", "it is closed"], said);
        Assert.Equal(2, stage.DeadLetters.Count(DeadLetterReason.Unhandled));
    }

    [Fact]
    public void Counter_AsInThePage_Counts()
    {
        using var stage = new Stage();
        int reported = 0;
        Action<int> report = total => reported = total;
        // snippet: state
        Behavior<int> counter = Behavior.WithState<int, int>(0, (context, total, amount) =>
        {
            if (amount == 0)
            {
                report(total);
                return BehaviorWithState.Same<int>();
            }

            return BehaviorWithState.Next(total + amount);
        });
        // end
        var actor = stage.Spawn(counter, "counter");
        foreach (int m in new[] { 1, 2, 3, 0 }) actor.Tell(m);
        stage.Run();
        Assert.Equal(6, reported);
    }

    [Fact]
    public void Setup_AsInThePage_RunsOnceInTheActor()
    {
        using var stage = new Stage();
        var log = new List<string>();
        // snippet: setup
        Behavior<string> worker = Behavior.Setup<string>(context =>
        {
            var seen = new List<string>(); // this actor's own
            context.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), "tick");
            return Behavior.Receive<string>((_, message) =>
            {
                seen.Add(message);
                log.Add($"{context.Path} has seen {seen.Count}");
                return Behavior.Same<string>();
            });
        });
        // end
        stage.Spawn(worker, "worker");
        stage.RunFor(TimeSpan.FromSeconds(2.5));
        Assert.Equal(["/user/worker has seen 1", "/user/worker has seen 2"], log);
    }

    [Fact]
    public void Download_AsInThePage_AwaitsWithinTheHandler()
    {
        using var stage = new Stage();
        var lengths = new List<int>();
        Func<string, Task<string>> fetch = async url =>
        {
            await Task.Yield();
            return url + url;
        };
        // snippet: async
        Behavior<string> downloader = Behavior.ReceiveAsync<string>(async (context, url) =>
        {
            string text = await fetch(url); // the next message waits; no thread does
            lengths.Add(text.Length);
            return Behavior.Same<string>();
        });
        // end
        stage.Spawn(downloader, "d").Tell("abc");
        stage.Run();
        Assert.Equal([6], lengths);
    }

    [Fact]
    public void Supervise_AsInThePage_GoesOnWithTheNextLine()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        Behavior<string> parser = Behavior.Receive<string>((_, line) =>
        {
            seen.Add(int.Parse(line));
            return Behavior.Same<string>();
        });
        // snippet: supervise
        Behavior<string> stubborn = parser.Supervise(SupervisionStrategy.OneForOne(decider => decider
            .On<FormatException>(Directive.Resume)
            .Otherwise(Directive.Escalate)));
        // end
        var actor = stage.Spawn(stubborn, "parser");
        foreach (string line in new[] { "1", "two", "3" }) actor.Tell(line);
        stage.Run();
        Assert.Equal([1, 3], seen);
    }
}
