namespace Actors.Core.Tests;

/// <summary>Interceptors around a handler that awaits: the message stays in hand until the handler has ended.</summary>
/// <remarks>The first two were seen to fail while such an interceptor's exception failed the message at once, and next called the handler again.</remarks>
public sealed class AsyncInterceptorTests
{
    [Fact]
    public void ThatThrowsWhileTheHandlerAwaits_FailsItsOwnMessage_OnceTheHandlerHasEnded()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(Slow(seen).WithReceiveInterceptor((_, message, next) => message == 1 ? throw Called(next, message) : next(message)), "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Empty(stage.Log.TextsOf(1002));
        stage.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["1 begins", "1 ends", "2 begins", "2 ends"], seen);
        var lost = Assert.Single(stage.DeadLetters.Captured());
        Assert.Equal((1, DeadLetterReason.HandlerFailed), ((int)lost.Message!, lost.Reason));
        Assert.Single(stage.Log.TextsOf(1002));
    }

    [Fact]
    public void ThatCallsTheHandlerTwice_IsRefusedTheSecond_AndHandlersDoNotOverlap()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(
            Slow(seen).WithReceiveInterceptor((_, message, next) =>
            {
                next(message);
                return next(message + 10);
            }),
            "a");
        actor.Tell(1);
        stage.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["1 begins", "1 ends"], seen);
        Assert.IsType<InvalidOperationException>(Assert.Single(stage.Log.Lines, line => line.Id == 1002).Error);
    }

    [Fact]
    public void AReceiveTimeoutOrAnInterceptor_LeavesAClassicActorItsStopping()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var props = Props.FromProducer(() => new Classic(seen));
        var actors = new[] { stage.System.Spawn(props.WithReceiveTimeout(TimeSpan.FromHours(1)), "a"), stage.System.Spawn(props.WithReceiveInterceptor((_, message, next) => next(message)), "b") };
        stage.Run();
        foreach (var actor in actors)
        {
            seen.Clear();
            ActorSystem.Stop(actor);
            stage.Run();
            Assert.Equal([nameof(Stopping), nameof(Stopped)], seen);
        }
    }

    private static Props<int> Slow(List<string> seen) => Props.FromBehavior(Behavior.ReceiveAsync<int>(async (context, message) =>
    {
        seen.Add($"{message} begins");
        await Task.Delay(TimeSpan.FromSeconds(1), context.System.Time);
        seen.Add($"{message} ends");
        return Behavior.Same<int>();
    }));

    private static Boom Called(Func<int, Behavior<int>> next, int message)
    {
        next(message);
        return new Boom();
    }

    private sealed class Classic(List<string> seen) : IActor
    {
        public Task Receive(IContext context)
        {
            seen.Add(context.Message.GetType().Name);
            return Task.CompletedTask;
        }
    }
}
