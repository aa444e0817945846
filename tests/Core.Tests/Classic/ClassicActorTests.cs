namespace Actors.Core.Tests;

/// <summary>An actor with one Receive that sees messages and its own life alike.</summary>
public sealed class ClassicActorTests
{
    [Fact]
    public void Life_ComesAsMessages_InOrder()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        int made = 0;
        var actor = stage.System.Spawn(Props.FromProducer(() => new Recorder(seen, ++made)), "a");
        foreach (object message in new object[] { "x", new Boom(), "y" }) actor.Tell(message);
        ActorSystem.Poison(actor);
        actor.Tell("late");
        stage.Run();
        Assert.Equal(["1 Started", "1 x", "1 Boom", "1 Restarting boom", "2 Started", "2 y", "2 Stopping", "2 Stopped"], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Stop_ChildrenEndBetweenStoppingAndStopped()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var parent = stage.System.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is Started) context.Spawn(Props.FromProducer(() => new Lambda(child => seen.Add($"child {Name(child)}"))), "child");
            seen.Add($"parent {Name(context)} with {context.Children.Count}");
        })), "a");
        stage.Run();
        ActorSystem.Stop(parent);
        stage.Run();
        Assert.Equal(["parent Started with 1", "child Started", "parent Stopping with 1", "child Stopping", "child Stopped", "parent Stopped with 0"], seen);
    }

    [Fact]
    public async Task Request_IsAnsweredByRespond()
    {
        await using var system = ActorSystem.Create("classic");
        var echo = system.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is string text) context.Respond(text + "!");
        })), "echo");
        Assert.Equal("hi!", await system.Root.Request<string>(echo, "hi", TimeSpan.FromSeconds(60)));
        await system.Root.Poison(echo);
        var dead = await Assert.ThrowsAsync<DeadActorException>(async () => await system.Root.Request<string>(echo, "hi", TimeSpan.FromSeconds(60)));
        Assert.Equal(DeadLetterReason.ActorStopped, dead.Reason);
    }

    [Fact]
    public async Task Request_AnsweredWithAnotherType_FailsAtOnce()
    {
        await using var system = ActorSystem.Create("classic");
        var actor = system.Spawn(Props.FromProducer(() => new Lambda(context => context.Respond(1))), "a");
        await Assert.ThrowsAsync<InvalidCastException>(async () => await system.Root.Request<string>(actor, "hi", TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Forward_KeepsTheSender_AndSendNamesOneself()
    {
        using var stage = new Stage();
        var senders = new List<ActorRef?>();
        var last = stage.System.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is string) senders.Add(context.Sender);
        })), "last");
        var first = stage.System.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is not string) return;
            context.Forward(last);
            context.Send(last, "own");
        })), "first");
        var other = stage.Spawn(Behavior.Empty<object>(), "other");
        stage.System.Root.Request(first, "hi", other);
        stage.Run();
        Assert.Equal([other, first], senders);
    }

    [Fact]
    public void Forward_OfALifecycleMessage_Throws()
    {
        using var stage = new Stage();
        Exception? error = null;
        stage.System.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is Started) error = Record.Exception(() => context.Forward(context.Self));
        })), "a");
        stage.Run();
        Assert.IsType<InvalidOperationException>(error);
    }

    [Fact]
    public void Become_HoldsFromTheNextMessage_UntilUnbecomeOrARestart()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(Props.FromProducer(() => new Becoming(seen)), "a");
        foreach (object message in new object[] { "a", "become", "b", "unbecome", "c", "become", "d", new Boom(), "e" }) actor.Tell(message);
        stage.Run();
        Assert.Equal(["own a", "own become", "other b", "other unbecome", "own c", "own become", "other d", "own e"], seen);
    }

    [Fact]
    public void Watch_BringsTerminatedAsAMessage_Once()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var other = stage.Spawn(Behavior.Empty<int>(), "other");
        stage.System.Spawn(Props.FromProducer(() => new Lambda(context =>
        {
            if (context.Message is Started)
            {
                context.Watch(other);
                context.Watch(other);
            }

            if (context.Message is Terminated terminated) seen.Add($"{terminated.Actor.Path} {context.Sender is null}");
        })), "a");
        stage.Run();
        stage.System.Root.Stop(other);
        stage.Run();
        Assert.Equal(["/user/other True"], seen);
    }

    [Fact]
    public void Unhandled_GoesToTheDeadLetters()
    {
        using var stage = new Stage();
        stage.System.Spawn(Props.FromProducer(() => new Lambda(context => context.Unhandled())), "a").Tell("x");
        stage.Run();
        Assert.Equal([DeadLetterReason.Unhandled], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Send_OfAWrongType_IsADeadLetter()
    {
        using var stage = new Stage();
        var typed = stage.Spawn(Behavior.Empty<int>(), "typed");
        stage.System.Root.Send(typed, "text");
        Assert.Equal([DeadLetterReason.WrongType], stage.ReasonsFor("/user/typed"));
    }

    [Fact]
    public void Schedule_TellsTheMessage_UntilTheRestart()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        int made = 0;
        var actor = stage.System.Spawn(Props.FromProducer(() =>
        {
            bool first = ++made == 1;
            return new Lambda(context =>
            {
                if (context.Message is Started && first) context.ScheduleRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), "tick");
                if (context.Message is string text) seen.Add(text);
                if (context.Message is Boom boom) throw boom;
            });
        }), "a");
        stage.RunFor(TimeSpan.FromSeconds(2.5));
        actor.Tell(new Boom());
        stage.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(["tick", "tick"], seen);
    }

    [Fact]
    public void Context_KeptForLater_SaysThatNothingIsHandled()
    {
        using var stage = new Stage();
        IContext? kept = null;
        stage.System.Spawn(Props.FromProducer(() => new Lambda(context => kept = context)), "a").Tell("x");
        stage.Run();
        Assert.Contains("within Receive only", Assert.Throws<InvalidOperationException>(() => kept!.Message).Message, StringComparison.Ordinal);
    }

    private static string Name(IContext context) => context.Message.GetType().Name;

    private sealed class Lambda(Action<IContext> receive) : IActor
    {
        public Task Receive(IContext context)
        {
            receive(context);
            return Task.CompletedTask;
        }
    }

    private sealed class Recorder(List<string> seen, int number) : IActor
    {
        public Task Receive(IContext context)
        {
            seen.Add($"{number} {(context.Message is string text ? text : context.Message is Restarting restarting ? $"Restarting {restarting.Cause.Message}" : Name(context))}");
            return context.Message is Boom boom ? Task.FromException(boom) : Task.CompletedTask;
        }
    }

    private sealed class Becoming(List<string> seen) : IActor
    {
        public Task Receive(IContext context)
        {
            if (context.Message is not string text) return Task.CompletedTask;
            seen.Add($"own {text}");
            if (text == "become") context.Become(Other);
            return Task.CompletedTask;
        }

        private Task Other(IContext context)
        {
            if (context.Message is Boom boom) throw boom;
            if (context.Message is not string text) return Task.CompletedTask;
            seen.Add($"other {text}");
            if (text == "unbecome") context.Unbecome();
            return Task.CompletedTask;
        }
    }
}
