namespace Actors.Core.Tests;

/// <summary>The code of docs/supervision.md.</summary>
public sealed class SupervisionPage
{
    [Fact]
    public void Strategy_AsInThePage_DecidesByType()
    {
        using var stage = new Stage();
        // snippet: strategy
        var strategy = SupervisionStrategy.OneForOne(decider => decider
            .On<FormatException>(Directive.Resume)
            .On<TimeoutException>(Directive.Retry(3).Then(Directive.Restart))
            .On<IOException>(Directive.Restart)
            .Otherwise(Directive.Escalate)) with
        {
            MaxRestarts = 3,
            Window = TimeSpan.FromSeconds(10),
        };

        Props<string> parent = Props.FromBehavior(Behavior.Setup<string>(context =>
        {
            var child = context.Spawn(Props.FromBehavior(Parser()), "parser");
            return Behavior.Receive<string>((_, line) =>
            {
                child.Tell(line);
                return Behavior.Same<string>();
            });
        })).WithSupervision(strategy);
        // end
        var actor = stage.System.Spawn(parent, "parent");
        actor.Tell("not a number");
        actor.Tell("12");
        stage.Run();
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/parent/parser"));
        Assert.Equal(12, _sum);
    }

    [Fact]
    public void Groups_AsInThePage_AreMade()
    {
        // snippet: groups
        var together = SupervisionStrategy.AllForOne(decider => decider.On<IOException>(Directive.Restart));
        var pipeline = SupervisionStrategy.RestForOne(decider => decider.Otherwise(Directive.Restart));
        // end
        Assert.Equal(SupervisionScope.All, together.Scope);
        Assert.Equal(SupervisionScope.Rest, pipeline.Scope);
    }

    [Fact]
    public void Backoff_AsInThePage_IsKept()
    {
        // snippet: backoff
        var patient = SupervisionStrategy.Default with
        {
            MaxRestarts = SupervisionStrategy.Unlimited,
            Backoff = new RestartBackoff
            {
                Initial = TimeSpan.FromMilliseconds(200),
                Max = TimeSpan.FromSeconds(30),
                Factor = 2,
                Jitter = 0.2,
                ResetAfter = TimeSpan.FromMinutes(1),
            },
        };
        // end
        Assert.Equal(TimeSpan.FromMilliseconds(800), patient.Backoff.Delay(2, 0));
    }

    [Fact]
    public void ChildFailed_AsInThePage_TellsTheParent()
    {
        using var stage = new Stage();
        var lines = new List<string>();
        var parser = Parser();
        // snippet: child-failed
        Behavior<string> parent = Behavior.Setup<string>(context =>
        {
            var child = context.Spawn(Props.FromBehavior(parser), "parser");
            return Behavior.Receive<string>((_, line) =>
            {
                child.Tell(line);
                return Behavior.Same<string>();
            }).OnSignal((_, signal) =>
            {
                if (signal is ChildFailed(var who, var cause) failed) lines.Add($"{who.Path.Name}: {cause.GetType().Name}, so {failed.Directive}");
                return Behavior.Same<string>();
            });
        });
        // end
        stage.Spawn(parent, "parent").Tell("not a number");
        stage.Run();
        Assert.Equal(["parser: FormatException, so Restart"], lines);
    }

    private static int _sum;

    private static Behavior<string> Parser() => Behavior.Receive<string>((_, line) =>
    {
        _sum += int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
        return Behavior.Same<string>();
    });
}
