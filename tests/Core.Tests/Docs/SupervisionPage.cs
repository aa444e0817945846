namespace Actors.Core.Tests;

/// <summary>The code of docs/supervision.md.</summary>
public sealed class SupervisionPage
{
    [Fact]
    public void Strategy_AsInThePage_DecidesByType()
    {
        using var stage = new Stage();
        // snippet: strategy
        var strategy = SupervisionStrategy.OneForOne(rules => rules
            .On<FormatException>(Directive.Resume)
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

    private static int _sum;

    private static Behavior<string> Parser() => Behavior.Receive<string>((_, line) =>
    {
        _sum += int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
        return Behavior.Same<string>();
    });
}
