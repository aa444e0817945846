namespace Actors.Core.Tests;

/// <summary>Timers by name, fixed delays and receive timeouts, in virtual time.</summary>
public sealed class ActorTimersTests
{
    private sealed record Order(Action<ActorContext<object>> Do);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Start_OfTheSameKey_ReplacesTheTimer_AlsoOneWhoseMessageWaits()
    {
        using var stage = new Stage();
        var (actor, seen) = Spawn(stage);
        actor.Tell(new Order(context => context.Timers.StartOnce("key", Second, "old")));
        stage.Run();
        actor.Tell(new Order(context => context.Timers.StartOnce("key", 2 * Second, "new")));
        stage.Time.AdvanceBy(Second); // the old one's message is queued behind the order
        stage.RunFor(5 * Second);
        Assert.Equal(["new at 3"], seen);
    }

    [Fact]
    public void Timers_AreKnownByKeyUntilTheyHaveFired()
    {
        using var stage = new Stage();
        var (actor, seen) = Spawn(stage);
        var active = new List<(bool, bool, int)>();
        var look = new Order(context => active.Add((context.Timers.IsActive("once"), context.Timers.IsActive("each"), context.Timers.Count)));
        actor.Tell(new Order(context =>
        {
            context.Timers.StartOnce("once", Second, "once");
            context.Timers.StartRepeatedly("each", 2 * Second, 2 * Second, "each");
        }));
        actor.Tell(look);
        stage.RunFor(1.5 * Second);
        actor.Tell(look);
        stage.RunFor(3 * Second);
        actor.Tell(new Order(context =>
        {
            Assert.True(context.Timers.Cancel("each"));
            Assert.False(context.Timers.Cancel("once"));
        }));
        actor.Tell(look);
        stage.RunFor(10 * Second);
        Assert.Equal(["once at 1", "each at 2", "each at 4"], seen);
        Assert.Equal([(true, true, 2), (false, true, 1), (false, false, 0)], active);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_EndsNamedTimers_AlsoOneWhoseMessageWaits(bool waits)
    {
        // Seen to fail when a restart does not disarm the timers.
        using var stage = new Stage();
        var (actor, seen) = Spawn(stage);
        int left = -1;
        actor.Tell(new Order(context => context.Timers.StartRepeatedly("key", Second, Second, "tick")));
        stage.Run();
        actor.Tell(new Order(_ => throw new Boom()));
        if (waits) stage.Time.AdvanceBy(Second);
        actor.Tell(new Order(context => left = context.Timers.Count));
        stage.RunFor(10 * Second);
        Assert.Empty(seen);
        Assert.Equal(0, left);
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void FixedDelay_CountsFromTheHandling_FixedRateFromTheDueTime()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var slow = Behavior.Setup<string>(context =>
        {
            context.ScheduleRepeatedly(Second, Second, "tick", context.Path.Name == "delay" ? RepeatMode.FixedDelay : RepeatMode.FixedRate);
            return Behavior.ReceiveAsync<string>(async (context, _) =>
            {
                double now = stage.Time.Elapsed.TotalSeconds;
                if (seen.Count < 20) seen.Add($"{context.Path.Name} {now}");
                if (now < 2) await Task.Delay(2.5 * Second, context.System.Time); // the first takes longer than the period
                return Behavior.Same<string>();
            });
        });
        stage.Spawn(slow, "delay");
        stage.Spawn(slow, "rate");
        stage.RunFor(6 * Second);
        Assert.Equal(["delay 1", "delay 3.5", "delay 4.5", "delay 5.5"], seen.Where(line => line.StartsWith("delay", StringComparison.Ordinal)));
        Assert.Equal(["rate 1", "rate 3.5", "rate 4", "rate 5", "rate 6"], seen.Where(line => line.StartsWith("rate", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithTimers_GivesTheActorItsTimers()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        stage.Spawn(
            Behavior.WithTimers<string>(timers =>
            {
                timers.StartOnce("key", Second, "tick");
                return Stage.Collect(seen);
            }),
            "a");
        stage.RunFor(2 * Second);
        Assert.Equal(["tick"], seen);
    }

    [Fact]
    public void ReceiveTimeout_ComesWhenNoMessageDoes_AndAgain()
    {
        using var stage = new Stage();
        var (actor, seen) = Spawn(stage, 2 * Second);
        stage.RunFor(1.5 * Second);
        actor.Tell("a");
        stage.RunFor(1.5 * Second);
        actor.Tell("b");
        stage.RunFor(4.5 * Second);
        actor.Tell("c");
        stage.RunFor(2 * Second);
        Assert.Equal(["a at 1.5", "b at 3", "timeout at 5", "timeout at 7", "c at 7.5", "timeout at 9.5"], seen);
    }

    [Fact]
    public void ReceiveTimeout_IsSetChangedAndCancelledByTheContext_AndARestartGoesBackToTheProps()
    {
        using var stage = new Stage();
        var (actor, seen) = Spawn(stage, 5 * Second);
        actor.Tell(new Order(context => context.SetReceiveTimeout(Second)));
        stage.RunFor(1.5 * Second);
        actor.Tell(new Order(context => context.CancelReceiveTimeout()));
        stage.RunFor(20 * Second);
        Assert.Equal(["timeout at 1"], seen);
        actor.Tell(new Order(_ => throw new Boom()));
        stage.RunFor(6 * Second);
        Assert.Equal(["timeout at 1", "timeout at 26.5"], seen);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void ReceiveTimeout_DuringALongHandler_CountsFromItsEnd()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var behavior = Behavior.ReceiveAsync<string>(async (context, message) =>
        {
            await Task.Delay(10 * Second, context.System.Time);
            seen.Add($"{message} at {stage.Time.Elapsed.TotalSeconds}");
            return Behavior.Same<string>();
        }).OnSignal((_, signal) =>
        {
            if (signal is ReceiveTimeout) seen.Add($"timeout at {stage.Time.Elapsed.TotalSeconds}");
            return Behavior.Same<string>();
        });
        stage.System.Spawn(Props.FromBehavior(behavior).WithReceiveTimeout(3 * Second), "a").Tell("a");
        stage.RunFor(14 * Second);
        Assert.Equal(["a at 10", "timeout at 13"], seen);
    }

    [Fact]
    public void ReceiveTimeout_MayStopTheActor()
    {
        using var stage = new Stage();
        var behavior = Behavior.Empty<string>().OnSignal((_, signal) => signal is ReceiveTimeout ? Behavior.Stopped<string>() : Behavior.Same<string>());
        var actor = stage.System.Spawn(Props.FromBehavior(behavior).WithReceiveTimeout(Second), "a");
        stage.RunFor(2 * Second);
        Assert.False(actor.IsAlive);
    }

    private static (ActorRef<object> Actor, List<string> Seen) Spawn(Stage stage, TimeSpan? timeout = null)
    {
        var seen = new List<string>();
        var props = Props.FromBehavior(Behavior.Receive<object>((context, message) =>
        {
            if (message is Order order) order.Do(context);
            else seen.Add($"{message} at {stage.Time.Elapsed.TotalSeconds}");
            return Behavior.Same<object>();
        }).OnSignal((_, signal) =>
        {
            if (signal is ReceiveTimeout) seen.Add($"timeout at {stage.Time.Elapsed.TotalSeconds}");
            return Behavior.Same<object>();
        }));
        return (stage.System.Spawn(timeout is { } time ? props.WithReceiveTimeout(time) : props, "a"), seen);
    }
}
