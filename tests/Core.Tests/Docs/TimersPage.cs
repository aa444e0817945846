namespace Actors.Core.Tests;

/// <summary>The code of docs/timers.md.</summary>
public sealed class TimersPage
{
    public abstract record Lookup;

    public sealed record Find(string Key) : Lookup;

    public sealed record Found(string Key, string Value) : Lookup;

    public sealed record Missed(string Key, string Why) : Lookup;

    [Fact]
    public void Session_AsInThePage_BeatsAndLogsOut()
    {
        using var stage = new Stage();
        var log = new List<string>();
        // snippet: named-timers
        Behavior<string> session = Behavior.WithTimers<string>(timers =>
        {
            timers.StartRepeatedly("heartbeat", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), "beat", RepeatMode.FixedDelay);
            return Behavior.Receive<string>((context, message) =>
            {
                if (message == "logged in") timers.StartOnce("log out", TimeSpan.FromMinutes(30), "log out"); // from now on, again
                log.Add(message);
                return message == "log out" ? Behavior.Stopped<string>() : Behavior.Same<string>();
            });
        });
        // end
        var actor = stage.Spawn(session, "session");
        actor.Tell("logged in");
        stage.RunFor(TimeSpan.FromMinutes(20));
        actor.Tell("logged in");
        stage.RunFor(TimeSpan.FromMinutes(29));
        Assert.True(actor.IsAlive);
        stage.RunFor(TimeSpan.FromMinutes(2));
        Assert.False(actor.IsAlive);
        Assert.InRange(log.Count(line => line == "beat"), 299, 300);
    }

    [Fact]
    public void ReceiveTimeout_AsInThePage_StopsTheActor()
    {
        using var stage = new Stage();
        // snippet: receive-timeout
        Behavior<string> idle = Behavior.Receive<string>((context, message) => Behavior.Same<string>())
            .OnSignal((context, signal) => signal is ReceiveTimeout ? Behavior.Stopped<string>() : Behavior.Unhandled<string>());

        Props<string> props = Props.FromBehavior(idle).WithReceiveTimeout(TimeSpan.FromMinutes(5));
        // end
        var actor = stage.System.Spawn(props, "idle");
        stage.RunFor(TimeSpan.FromMinutes(4));
        actor.Tell("hello");
        stage.RunFor(TimeSpan.FromMinutes(4));
        Assert.True(actor.IsAlive);
        stage.RunFor(TimeSpan.FromMinutes(2));
        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void Stash_AsInThePage_KeepsMessagesUntilConnected()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var connected = Stage.Collect(seen);
        // snippet: stash
        Behavior<string> connecting = Behavior.WithStash<string>(100, stash => Behavior.Receive<string>((context, message) =>
        {
            if (message == "connected") return stash.UnstashAll(connected);
            stash.StashCurrent();
            return Behavior.Same<string>();
        }));
        // end
        var actor = stage.Spawn(connecting, "client");
        foreach (string message in new[] { "a", "b", "connected", "c" }) actor.Tell(message);
        stage.Run();
        Assert.Equal(["a", "b", "c"], seen);
    }

    [Fact]
    public void Pipe_AsInThePage_TellsResultAndFailure()
    {
        using var stage = new Stage();
        var log = new List<string>();
        Func<string, Task<string>> fetch = async key =>
        {
            await Task.Yield();
            return key == "tea" ? "2.50" : throw new KeyNotFoundException("no such thing");
        };
        // snippet: pipe
        Behavior<Lookup> cache = Behavior.Receive<Lookup>((context, message) =>
        {
            switch (message)
            {
                case Find find:
                    context.PipeTo(fetch(find.Key), value => new Found(find.Key, value), error => new Missed(find.Key, error.Message));
                    break;
                case Found found:
                    log.Add($"{found.Key} is {found.Value}");
                    break;
                case Missed missed:
                    log.Add($"{missed.Key}: {missed.Why}");
                    break;
            }

            return Behavior.Same<Lookup>();
        });
        // end
        var actor = stage.Spawn(cache, "cache");
        actor.Tell(new Find("tea"));
        actor.Tell(new Find("yacht"));
        stage.Run();
        Assert.Equal(["tea is 2.50", "yacht: no such thing"], log);
    }
}
