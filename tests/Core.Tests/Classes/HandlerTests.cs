namespace Actors.Core.Tests;

/// <summary>Behaviours as classes, and what their constructors are given.</summary>
public sealed class HandlerTests
{
    [Fact]
    public void ActorHandler_HandlesMessagesAndSignals()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.System.Spawn(Props.FromHandler(() => new Handler(seen)), "a");
        foreach (string message in new[] { "x", "unknown", "other", "y" }) actor.Tell(message);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Equal(["PreStart", "x", "other", "replaced y"], seen);
        Assert.Equal([DeadLetterReason.Unhandled], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void StatefulActorHandler_CarriesItsState_AndBeginsAgainAfterARestart()
    {
        using var stage = new Stage();
        var totals = new List<int>();
        var actor = stage.System.Spawn(Props.FromStatefulHandler(() => new Adder(totals)), "a");
        foreach (int amount in new[] { 1, 2, 0, -1, 5, 0 }) actor.Tell(amount);
        stage.Run();
        Assert.Equal([103, 105], totals);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Equal([103, 105, -105], totals);
    }

    [Fact]
    public void Services_AreGivenToTheConstructor()
    {
        var seen = new List<string>();
        using var stage = new Stage(change: options => options with { Services = new Services(seen) });
        stage.System.Spawn(Props.FromHandler(services => new Handler(Get(services))), "handler").Tell("a");
        stage.System.Spawn(Props.FromActor(services => new Noting(Get(services))), "actor").Tell("b");
        stage.System.Spawn(Props.FromProducer(services => new Classic(Get(services))), "classic").Tell("c");
        stage.System.Spawn(Props.FromStatefulHandler(services => new Adder([.. Get(services).Select(text => text.Length)])), "adder").Tell(1);
        stage.Run();
        Assert.Equal(["a", "b", "c"], seen.Where(line => line.Length == 1).Order());
        Assert.Empty(stage.Log.TextsOf(1005));
    }

    [Fact]
    public void Services_ThatAreMissing_AreNamed()
    {
        using var stage = new Stage();
        var actor = stage.System.Spawn(Props.FromHandler(services => new Handler(Get(services))), "handler");
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Contains("ActorSystemOptions.Services", Assert.Single(stage.Log.Lines, line => line.Id == 1005).Error!.InnerException!.Message, StringComparison.Ordinal);
    }

    private static List<string> Get(IServiceProvider services) => (List<string>)services.GetService(typeof(List<string>))!;

    private sealed class Services(List<string> seen) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(List<string>) ? seen : null;
    }

    private sealed class Handler(List<string> seen) : ActorHandler<string>
    {
        public override Behavior<string> Receive(ActorContext<string> context, string message)
        {
            if (message == "unknown") return Behavior.Unhandled<string>();
            seen.Add(message);
            if (message != "other") return Behavior.Same<string>();
            return Behavior.Receive<string>((_, m) =>
            {
                seen.Add($"replaced {m}");
                return Behavior.Same<string>();
            });
        }

        public override Behavior<string> ReceiveSignal(ActorContext<string> context, Signal signal)
        {
            seen.Add(signal.GetType().Name);
            return Behavior.Same<string>();
        }
    }

    private sealed class Adder(List<int> totals) : StatefulActorHandler<int, int>
    {
        protected override int InitialState => 100;

        public override BehaviorWithState<int> Receive(ActorContext<int> context, int state, int message)
        {
            if (message < 0) throw new Boom();
            if (message > 0) return BehaviorWithState.Next(state + message);
            totals.Add(state);
            return BehaviorWithState.Same<int>();
        }

        public override BehaviorWithState<int> ReceiveSignal(ActorContext<int> context, int state, Signal signal)
        {
            if (signal is PostStop) totals.Add(-state);
            return BehaviorWithState.Same<int>();
        }
    }

    private sealed class Noting(List<string> seen) : AbstractActor<string>
    {
        protected override void OnReceive(string message) => seen.Add(message);
    }

    private sealed class Classic(List<string> seen) : IActor
    {
        public Task Receive(IContext context)
        {
            if (context.Message is string text) seen.Add(text);
            return Task.CompletedTask;
        }
    }
}
