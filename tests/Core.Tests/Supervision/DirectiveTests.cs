namespace Actors.Core.Tests;

/// <summary>What each directive does to the failed actor, its message and its mailbox.</summary>
public sealed class DirectiveTests
{
    [Fact]
    public void Restart_BeginsAfresh_KeepsTheMailbox_DropsTheFailedMessage()
    {
        // Seen to fail when a restart drains the mailbox.
        using var stage = new Stage();
        var seen = new List<string>();
        int instances = 0;
        var actor = stage.Spawn(Behavior.Setup<string>(_ => Worker(++instances, seen)), "a");
        foreach (string m in new[] { "1", "fail", "2", "3" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1: 1", "1: PreRestart boom", "2: 2", "2: 3"], seen);
        var letter = Assert.Single(stage.DeadLetters.Captured());
        Assert.Equal(("fail", DeadLetterReason.HandlerFailed), (letter.Message, letter.Reason));
    }

    [Fact]
    public void Resume_KeepsTheState_GoesOnWithTheNextMessage()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Resume) });
        var seen = new List<string>();
        int instances = 0;
        var actor = stage.Spawn(Behavior.Setup<string>(_ => Worker(++instances, seen)), "a");
        foreach (string m in new[] { "1", "fail", "2" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1: 1", "1: 2"], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Stop_StopsIt_AndSendsTheRestToTheDeadLetters()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Stop) });
        var seen = new List<string>();
        var actor = stage.Spawn(Worker(1, seen), "a");
        foreach (string m in new[] { "1", "fail", "2" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1: 1", "1: PostStop"], seen);
        Assert.False(actor.IsAlive);
        Assert.Equal([DeadLetterReason.HandlerFailed, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public async Task Escalate_ToTheGuardian_EndsTheSystemWithTheCause()
    {
        var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(Directive.Escalate) });
        stage.Spawn(Worker(1, []), "a").Tell("fail");
        stage.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(stage.System.Terminated.IsFaulted);
        var error = await Assert.ThrowsAsync<Boom>(() => stage.System.Terminated);
        Assert.Equal("boom", error.Message);
        Assert.Single(stage.Log.TextsOf(1004));
    }

    [Theory]
    [InlineData(false, "1: 1|1: 2")]
    [InlineData(true, "1: 1|1: PostStop|2: 3")]
    public void Escalate_ToAParent_FollowsWhatIsDecidedAboutTheParent(bool restart, string expected)
    {
        var forParent = restart ? Directive.Restart : Directive.Resume;
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Always(forParent) });
        var seen = new List<string>();
        int instances = 0;
        ActorRef<string> child = null!;
        stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                child = context.Spawn(Props.FromBehavior(Worker(++instances, seen)), "child");
                return Behavior.Empty<int>();
            }),
            "parent",
            SupervisionStrategy.Always(Directive.Escalate));
        stage.Run();
        child.Tell("1");
        child.Tell("fail");
        child.Tell("2");
        stage.Run();
        if (restart) child.Tell("3");
        stage.Run();
        Assert.Equal(expected.Split('|'), seen);
        Assert.Equal(DeadLetterReason.HandlerFailed, stage.ReasonsFor("/user/parent/child")[0]);
    }

    [Fact]
    public void Decider_ByExceptionType_TakesTheLatestMatchingRule()
    {
        var strategy = SupervisionStrategy.OneForOne(rules => rules
            .On<Exception>(Directive.Stop)
            .On<InvalidOperationException>(Directive.Resume)
            .On<ObjectDisposedException>(Directive.Escalate)
            .Otherwise(Directive.Restart));
        Assert.Equal(Directive.Stop, strategy.Decide(new Boom()));
        Assert.Equal(Directive.Resume, strategy.Decide(new InvalidOperationException()));
        Assert.Equal(Directive.Escalate, strategy.Decide(new ObjectDisposedException("x")));
        Assert.Equal(Directive.Restart, SupervisionStrategy.OneForOne(_ => { }).Decide(new Boom()));
    }

    [Fact]
    public void MaxRestarts_WithinTheWindow_StopsAtTheNext_ButNotWhenTheWindowHasPassed()
    {
        var limit = SupervisionStrategy.Default with { MaxRestarts = 2, Window = TimeSpan.FromSeconds(10) };
        using var stage = new Stage(change: o => o with { Supervision = limit });
        var actor = stage.Spawn(Worker(1, []), "a");
        actor.Tell("fail");
        stage.RunFor(TimeSpan.FromSeconds(6));
        actor.Tell("fail");
        stage.RunFor(TimeSpan.FromSeconds(6)); // the first is out of the window
        actor.Tell("fail");
        stage.Run();
        Assert.True(actor.IsAlive);
        actor.Tell("fail");
        stage.Run();
        Assert.False(actor.IsAlive);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void MaxRestarts_OutOfRange_IsRefused(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SupervisionStrategy.Default with { MaxRestarts = value });

    [Fact]
    public void MaxRestarts_Unlimited_RestartsEveryTime()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Default with { MaxRestarts = SupervisionStrategy.Unlimited } });
        var actor = stage.Spawn(Worker(1, []), "a");
        for (int i = 0; i < 2_000; i++) actor.Tell("fail");
        stage.Run();
        Assert.True(actor.IsAlive);
    }

    [Fact]
    public void Setup_ThatThrowsAtTheStart_StopsTheActorAndLogsTheCause()
    {
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Setup<int>(_ => throw new Boom("no start")), "a");
        actor.Tell(1);
        stage.Run();
        Assert.False(actor.IsAlive);
        var error = Assert.IsType<ActorInitializationException>(stage.Log.Lines.Single(line => line.Id == 1005).Error);
        Assert.IsType<Boom>(error.InnerException);
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Setup_ThatThrowsAtARestart_IsTriedAgainUpToTheLimit()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Default with { MaxRestarts = 3 } });
        int setups = 0;
        var actor = stage.Spawn(
            Behavior.Setup<string>(_ => ++setups == 1 ? Worker(1, []) : throw new Boom()),
            "a");
        actor.Tell("fail");
        stage.Run();
        Assert.Equal(4, setups);
        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void Resume_WhenTheRestartFailed_Stops()
    {
        using var stage = new Stage(change: o => o with
        {
            Supervision = SupervisionStrategy.OneForOne(rules => rules.On<Boom>(Directive.Restart).On<ActorInitializationException>(Directive.Resume)),
        });
        int setups = 0;
        var actor = stage.Spawn(Behavior.Setup<string>(_ => ++setups == 1 ? Worker(1, []) : throw new Boom()), "a");
        actor.Tell("fail");
        stage.Run();
        Assert.False(actor.IsAlive);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Setup_ReturningSame_FailsWithAReason(int seed)
    {
        using var stage = new Stage(seed);
        var actor = stage.Spawn(Behavior.Setup<int>(_ => Behavior.Same<int>()), "a");
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.IsType<InvalidActorStateTransitionException>(stage.Log.Lines.Single(line => line.Id == 1005).Error!.InnerException);
    }

    [Fact]
    public void Restart_StopsTheChildrenFirst_AndWaitsForThem()
    {
        using var stage = new Stage(seed: 11);
        var events = new List<string>();
        int instance = 0;
        var parent = stage.Spawn(
            Behavior.Setup<string>(context =>
            {
                int number = ++instance;
                events.Add($"setup {number}");
                context.Spawn(
                    Props.FromBehavior(Behavior.Empty<int>().OnSignal((_, signal) =>
                    {
                        if (signal is PostStop) events.Add($"child {number} {signal.GetType().Name}");
                        return Behavior.Same<int>();
                    })),
                    "child"); // the same name each time: the restart must have waited
                return Behavior.Receive<string>((_, _) => throw new Boom());
            }),
            "p");
        stage.Run();
        parent.Tell("fail");
        stage.Run();
        Assert.Equal(["setup 1", "child 1 PostStop", "setup 2"], events);
    }

    [Fact]
    public void Failure_WhileItWaitsForTheDirective_HandlesNoMessage()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var release = new TaskCompletionSource();
        ActorRef<string> child = null!;
        var parent = stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                child = context.Spawn(Props.FromBehavior(Worker(1, seen)), "child");
                return Behavior.ReceiveAsync<int>(async (_, _) =>
                {
                    await release.Task;
                    return Behavior.Same<int>();
                });
            }),
            "p");
        stage.Run();
        parent.Tell(1); // keeps the parent from deciding
        stage.Run();
        child.Tell("fail");
        child.Tell("2");
        stage.Run();
        Assert.Empty(seen);
        release.SetResult();
        stage.Run();
        Assert.Equal(["1: PreRestart boom", "1: 2"], seen);
    }

    [Fact]
    public void Decider_ThatThrows_StopsTheChild()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.OneForOne(rules => rules.On<Boom>(cause => throw cause)) });
        var actor = stage.Spawn(Worker(1, []), "a");
        actor.Tell("fail");
        stage.Run();
        Assert.False(actor.IsAlive);
    }

    private static Behavior<string> Worker(int instance, List<string> seen) =>
        Behavior.Receive<string>((_, message) =>
        {
            if (message == "fail") throw new Boom();
            seen.Add($"{instance}: {message}");
            return Behavior.Same<string>();
        }).OnSignal((_, signal) =>
        {
            if (signal is PreStart or PostRestart) return Behavior.Same<string>();
            seen.Add(signal is PreRestart(var cause) ? $"{instance}: PreRestart {cause.Message}" : $"{instance}: {signal.GetType().Name}");
            return Behavior.Same<string>();
        });
}
