namespace Actors.Core.Tests;

/// <summary>An actor that says itself what becomes of it when it fails.</summary>
public sealed class SuperviseTests
{
    private static Behavior<string> Counting(List<string> seen) => Behavior.Setup<string>(_ =>
    {
        seen.Add("set up");
        int count = 0;
        return Behavior.Receive<string>((_, message) =>
        {
            if (message == "boom") throw new Boom();
            if (message == "timeout") throw new TimeoutException();
            seen.Add($"{message} {++count}");
            return Behavior.Same<string>();
        });
    });

    [Fact]
    public void Supervise_DecidesInPlaceOfTheParent()
    {
        // Seen to fail when the parent does not look at the child's own strategy.
        using var stage = new Stage(change: options => options with { Supervision = SupervisionStrategy.Always(Directive.Stop) });
        var seen = new List<string>();
        var actor = stage.Spawn(Counting(seen).Supervise(SupervisionStrategy.Always(Directive.Resume)), "a");
        foreach (string m in new[] { "a", "boom", "b" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["set up", "a 1", "b 2"], seen);
    }

    [Fact]
    public void Supervise_ThatEscalates_LeavesItToTheParent()
    {
        using var stage = new Stage(change: options => options with { Supervision = SupervisionStrategy.Always(Directive.Stop) });
        var seen = new List<string>();
        var own = SupervisionStrategy.OneForOne(decider => decider.On<TimeoutException>(Directive.Restart).Otherwise(Directive.Escalate));
        var actor = stage.Spawn(Counting(seen).Supervise(own), "a");
        foreach (string m in new[] { "a", "timeout", "b", "boom", "c" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["set up", "a 1", "set up", "b 1"], seen);
        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void Supervise_HoldsForTheBehavioursThatFollow_AndItsLimitCounts()
    {
        using var stage = new Stage();
        int setUps = 0;
        var behavior = Behavior.Setup<string>(_ =>
        {
            setUps++;
            return Behavior.Receive<string>((_, _) => Behavior.Receive<string>((_, _) => throw new Boom()));
        }).Supervise(SupervisionStrategy.Always(Directive.Restart) with { MaxRestarts = 2 });
        var actor = stage.Spawn(behavior, "a");
        for (int i = 0; i < 10; i++) actor.Tell("x");
        stage.Run();
        Assert.Equal(3, setUps);
        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void Supervise_DoesNotConcernTheChildren()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        ActorRef<string>? child = null;
        var parent = Behavior.Setup<string>(context =>
        {
            child = context.Spawn(Props.FromBehavior(Counting(seen)), "child");
            return Behavior.Empty<string>();
        }).Supervise(SupervisionStrategy.Always(Directive.Stop));
        stage.Spawn(parent, "parent");
        stage.Run();
        child!.Tell("boom");
        child.Tell("a");
        stage.Run();
        Assert.Equal(["set up", "set up", "a 1"], seen);
    }
}
