using Microsoft.Extensions.Logging;

namespace Actors.Core.Tests;

/// <summary>What an actor can do by its context beside spawning and telling.</summary>
public sealed class ContextTests
{
    private sealed record Order(Action<ActorContext<object>> Do);

    [Fact]
    public void Watch_WithAMessage_TellsItInPlaceOfTheSignal()
    {
        using var stage = new Stage();
        var (actor, seen) = SpawnOrdered(stage);
        var first = stage.SpawnCollector<int>("first", []);
        var second = stage.SpawnCollector<int>("second", []);
        actor.Tell(new Order(context =>
        {
            context.Watch(first, "first is gone");
            context.Watch(second, "second is gone");
            context.Watch(second); // the newest holds
        }));
        stage.Run();
        ActorSystem.Stop(first);
        ActorSystem.Stop(second);
        stage.Run();
        Assert.Equal(["Terminated second", "first is gone"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Unwatch_OfAWatchWithAMessage_TellsNothing_AndOneThatIsGoneAlreadyTellsAtOnce()
    {
        using var stage = new Stage();
        var (actor, seen) = SpawnOrdered(stage);
        var other = stage.SpawnCollector<int>("other", []);
        actor.Tell(new Order(context => context.Watch(other, "gone")));
        actor.Tell(new Order(context => context.Unwatch(other)));
        stage.Run();
        ActorSystem.Stop(other);
        stage.Run();
        Assert.Empty(seen);
        actor.Tell(new Order(context => context.Watch(other, "long gone")));
        stage.Run();
        Assert.Equal(["long gone"], seen);
    }

    [Fact]
    public void PipeTo_TellsTheResult_OrTheFailure_OnceTheTaskHasEnded()
    {
        using var stage = new Stage();
        var (actor, seen) = SpawnOrdered(stage);
        var task = new TaskCompletionSource<int>();
        actor.Tell(new Order(context =>
        {
            context.PipeTo(task.Task, result => $"got {result}", error => $"failed: {error.Message}");
            context.PipeTo(Task.FromException<int>(new Boom("broken")), result => $"got {result}", error => $"failed: {error.Message}");
            context.PipeTo(Task.FromCanceled<int>(new CancellationToken(canceled: true)), result => $"got {result}", error => error.GetType().Name);
            context.PipeTo<int>(Task.FromResult(1), _ => throw new Boom("mapping"), error => $"failed: {error.Message}");
        }));
        actor.Tell("meanwhile");
        stage.Run();
        Assert.Equal(["TaskCanceledException", "failed: broken", "failed: mapping", "meanwhile"], seen.Order(StringComparer.Ordinal));
        task.SetResult(7);
        stage.Run();
        Assert.Equal("got 7", seen[^1]);
    }

    [Fact]
    public void PipeTo_AnotherActor_ComesFromThisOne_AndWhatCannotBeToldIsADeadLetter()
    {
        using var stage = new Stage();
        var (actor, _) = SpawnOrdered(stage);
        var froms = new List<string?>();
        var other = stage.Spawn(
            Behavior.Receive<string>((context, _) =>
            {
                froms.Add(context.Sender?.Path.Name);
                return Behavior.Same<string>();
            }),
            "other");
        actor.Tell(new Order(context =>
        {
            context.PipeTo(Task.FromResult(1), other, result => $"{result}", error => error.Message);
            context.PipeTo<int, string>(Task.FromResult(2), other, _ => throw new Boom(), _ => throw new Boom("again"));
        }));
        stage.Run();
        Assert.Equal(["a"], froms);
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.PipeFailed));
        Assert.Single(stage.Log.TextsOf(1022));
    }

    [Fact]
    public void PipeTo_WhenTheActorHasStopped_IsADeadLetter()
    {
        using var stage = new Stage();
        var (actor, _) = SpawnOrdered(stage);
        var task = new TaskCompletionSource<object>();
        actor.Tell(new Order(context => context.PipeTo(task.Task, error => error)));
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        task.SetResult("too late");
        stage.Run();
        Assert.Equal(["too late"], stage.DeadLetters.Captured().Select(letter => letter.Message));
    }

    [Fact]
    public void Log_PutsEachLineIntoAScopeWithThePath()
    {
        var log = new ScopedLog();
        using var stage = new Stage(change: options => options with { LoggerFactory = log });
        var (actor, _) = SpawnOrdered(stage);
        actor.Tell(new Order(context => context.Log.LogInformation("hello")));
        stage.Run();
        Assert.Contains("Actors.Actor|ActorPath=/user/a|hello", log.Lines);
    }

    [Fact]
    public void AskTimeout_SaysHowManyMessagesWait_AndWhatIsBeingHandled()
    {
        using var stage = new Stage();
        var stuck = Behavior.ReceiveAsync<object>(async (context, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), context.System.Time);
            return Behavior.Same<object>();
        });
        var actor = stage.Spawn(stuck, "a");
        actor.Tell(new Order(_ => { }));
        actor.Tell("waits");
        var ask = actor.Ask<object, string>("asked", TimeSpan.FromSeconds(1)).AsTask();
        stage.RunFor(TimeSpan.FromSeconds(2));
        var late = Assert.IsType<AskTimeoutException>(ask.Exception!.InnerException);
        Assert.Equal((typeof(Order), 3L, typeof(object)), (late.Handling, late.MailboxDepth, late.AskedType));
        Assert.Contains("it is handling a Order", late.Message, StringComparison.Ordinal);
        stage.RunFor(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Handling_WhileAHandlerHoldsItsThread_IsKnownToOthers()
    {
        await using var system = ActorSystem.Create("threads");
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        var actor = system.Spawn(
            Props.FromBehavior(Behavior.Receive<object>((_, _) =>
            {
                entered.Release();
                leave.Wait();
                return Behavior.Same<object>();
            })),
            "a");
        actor.Tell("held");
        await entered.WaitAsync();
        var cell = ((ILocalRef)actor).Cell;
        Assert.Equal(typeof(string), cell.Handling);
        leave.Release();
        ActorSystem.Poison(actor);
        await ActorSystem.WhenTerminated(actor);
        Assert.Null(cell.Handling);
    }

    [Fact]
    public void FromStatefulFactory_BeginsWithAFreshStateAtEachStart()
    {
        using var stage = new Stage();
        int made = 0;
        var seen = new List<string>();
        var props = Props.FromStatefulFactory<int, List<int>>(
            () =>
            {
                made++;
                return [];
            },
            (_, state, message) =>
            {
                if (message < 0) throw new Boom();
                state.Add(message);
                seen.Add(string.Join('+', state));
                return BehaviorWithState.Same<List<int>>();
            });
        var actor = stage.System.Spawn(props, "a");
        foreach (int m in new[] { 1, 2, -1, 3 }) actor.Tell(m);
        stage.System.Spawn(props, "b").Tell(4);
        stage.Run();
        Assert.Equal(3, made);
        Assert.Equal(["1", "1+2", "3", "4"], seen.Order(StringComparer.Ordinal));
    }

    private static (ActorRef<object> Actor, List<string> Seen) SpawnOrdered(Stage stage)
    {
        var seen = new List<string>();
        var behavior = Behavior.Receive<object>((context, message) =>
        {
            if (message is Order order) order.Do(context);
            else seen.Add((string)message);
            return Behavior.Same<object>();
        }).OnSignal((_, signal) =>
        {
            if (signal is Terminated terminated) seen.Add($"Terminated {terminated.Actor.Path.Name}");
            return Behavior.Same<object>();
        });
        return (stage.Spawn(behavior, "a"), seen);
    }

    private sealed class ScopedLog : ILoggerFactory
    {
        internal List<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, List<string> lines) : ILogger, IDisposable
        {
            private string _scope = "";

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                if (state is IEnumerable<KeyValuePair<string, object?>> values) _scope = string.Join(',', values.Select(value => $"{value.Key}={value.Value}"));
                return this;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add($"{category}|{_scope}|{formatter(state, exception)}");

            public void Dispose() => _scope = "";
        }
    }
}
