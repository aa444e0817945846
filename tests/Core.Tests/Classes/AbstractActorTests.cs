namespace Actors.Core.Tests;

/// <summary>Actors as classes with hooks.</summary>
public sealed class AbstractActorTests
{
    [Fact]
    public void Hooks_AreCalledInOrder_OnTheRightInstance()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        int made = 0;
        var actor = stage.System.Spawn(Props.FromActor(() => new Recorder(seen, ++made)), "a");
        foreach (string message in new[] { "x", "boom", "y" }) actor.Tell(message);
        ActorSystem.Poison(actor);
        stage.Run();
        Assert.Equal(["1 start", "1 x", "1 boom", "1 before restart: boom", "2 start", "2 after restart: boom", "2 y", "2 stop"], seen);
    }

    [Fact]
    public void AsyncHooks_KeepTheMessagesWaiting()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var gate = new TaskCompletionSource();
        var actor = stage.System.Spawn(Props.FromActor(() => new Slow(seen, gate.Task)), "a");
        actor.Tell("x");
        actor.Tell("boom");
        actor.Tell("y");
        ActorSystem.Poison(actor);
        stage.Run();
        Assert.Equal(["start"], seen);
        gate.SetResult();
        stage.Run();
        Assert.Equal(
            ["start", "started", "x", "x ends", "boom", "before restart", "before restart ends", "start", "started", "after restart", "after restart ends", "y", "y ends", "stop", "stopped"],
            seen);
    }

    [Fact]
    public void PreStart_ThatThrows_StopsTheActor()
    {
        using var stage = new Stage();
        var actor = stage.System.Spawn(Props.FromActor(() => new Lambda { Start = _ => throw new Boom() }), "a");
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.IsType<ActorInitializationException>(Assert.Single(stage.Log.Lines, line => line.Id == 1005).Error);
    }

    [Fact]
    public void Become_HoldsFromTheNextMessage_AndHooksStay()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(Props.FromActor(() => new Lambda
        {
            Message = (own, m) =>
            {
                seen.Add($"first {m}");
                own.DoBecome(other =>
                {
                    seen.Add($"second {other}");
                    own.DoUnbecome();
                });
            },
            End = () => seen.Add("stop"),
        }), "a");
        foreach (string message in new[] { "a", "b", "c" }) actor.Tell(message);
        ActorSystem.Poison(actor);
        stage.Run();
        Assert.Equal(["first a", "second b", "first c", "stop"], seen);
    }

    [Fact]
    public void Stop_FromAnyHook_StopsAfterIt()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(Props.FromActor(() => new Lambda { Start = own => own.DoStop(), Message = (_, m) => seen.Add(m) }), "a");
        actor.Tell("x");
        stage.Run();
        Assert.Empty(seen);
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void OnReceive_NotOverridden_IsUnhandled()
    {
        using var stage = new Stage();
        stage.System.Spawn(Props.FromActor(() => new Bare()), "a").Tell("x");
        stage.Run();
        Assert.Equal([DeadLetterReason.Unhandled], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Terminated_AndAChildsFailure_ComeToTheirHooks()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var other = stage.Spawn(Behavior.Empty<int>(), "other");
        stage.System.Spawn(Props.FromActor(() => new Lambda
        {
            Start = own =>
            {
                own.Outside.Watch(other);
                own.Outside.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => throw new Boom())), "child").Tell(1);
            },
            Ended = actor => seen.Add($"{actor.Path} ended"),
            Failed = failed => seen.Add($"{failed.Child.Path} failed: {failed.Cause.Message}"),
        }), "a");
        stage.Run();
        ActorSystem.Stop(other);
        stage.Run();
        Assert.Equal(["/user/a/child failed: boom", "/user/other ended"], seen);
    }

    [Fact]
    public void Context_InTheConstructor_SaysWhenToUseIt()
    {
        using var stage = new Stage();
        var actor = stage.System.Spawn(Props.FromActor(() => new TooEarly()), "a");
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Contains("OnPreStart", Assert.Single(stage.Log.Lines, line => line.Id == 1005).Error!.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Producer_ThatGivesTheSameInstanceTwice_IsRefused()
    {
        using var stage = new Stage();
        var one = new Bare();
        stage.System.Spawn(Props.FromActor(() => one), "a");
        var second = stage.System.Spawn(Props.FromActor(() => one), "b");
        stage.Run();
        Assert.False(second.IsAlive);
    }

    private sealed class Bare : AbstractActor<string>;

    private sealed class TooEarly : AbstractActor<string>
    {
        public TooEarly() => Context.Stop(Self);
    }

    private sealed class Recorder(List<string> seen, int number) : AbstractActor<string>
    {
        protected override void OnPreStart() => seen.Add($"{number} start");

        protected override void OnPostStop() => seen.Add($"{number} stop");

        protected override void OnPreRestart(Exception cause) => seen.Add($"{number} before restart: {cause.Message}");

        protected override void OnPostRestart(Exception cause) => seen.Add($"{number} after restart: {cause.Message}");

        protected override void OnReceive(string message)
        {
            seen.Add($"{number} {message}");
            if (message == "boom") throw new Boom();
        }
    }

    private sealed class Slow(List<string> seen, Task gate) : AbstractActor<string>
    {
        protected override Task OnPreStartAsync() => AroundAsync("start", "started");

        protected override Task OnPostStopAsync() => AroundAsync("stop", "stopped");

        protected override Task OnPreRestartAsync(Exception cause) => AroundAsync("before restart", "before restart ends");

        protected override Task OnPostRestartAsync(Exception cause) => AroundAsync("after restart", "after restart ends");

        protected override async ValueTask OnReceiveAsync(string message)
        {
            if (message != "boom")
            {
                await AroundAsync(message, $"{message} ends");
                return;
            }

            seen.Add(message);
            await Task.Yield();
            throw new Boom();
        }

        private async Task AroundAsync(string before, string after)
        {
            seen.Add(before);
            await Task.Yield();
            await gate;
            seen.Add(after);
        }
    }

    private sealed class Lambda : AbstractActor<string>
    {
        internal Action<Lambda> Start { get; init; } = static _ => { };

        internal Action<Lambda, string> Message { get; init; } = static (_, _) => { };

        internal Action<ActorRef> Ended { get; init; } = static _ => { };

        internal Action<ChildFailed> Failed { get; init; } = static _ => { };

        internal Action End { get; init; } = static () => { };

        internal ActorContext<string> Outside => Context;

        internal void DoStop() => Stop();

        internal void DoBecome(Action<string> handler) => Become(handler);

        internal void DoUnbecome() => Unbecome();

        protected override void OnPreStart() => Start(this);

        protected override void OnPostStop() => End();

        protected override void OnReceive(string message) => Message(this, message);

        protected override void OnTerminated(ActorRef actor) => Ended(actor);

        protected override void OnChildFailed(ChildFailed failed) => Failed(failed);
    }
}
