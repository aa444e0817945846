namespace Actors.Core.Tests;

/// <summary>The top of the hierarchy: what ends a system beside its shutdown.</summary>
public sealed class GuardianTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FailingGuardian_EndsTheSystem_WithTheFirstCause(int seed)
    {
        // Seen to fail when the shutdown forgets why it was begun.
        var stage = new Stage(seed, o => o with { Supervision = SupervisionStrategy.Always(Directive.Escalate) });
        var bystander = stage.Spawn(Behavior.Empty<int>(), "bystander");
        stage.Spawn(Behavior.Receive<string>((_, m) => throw new Boom(m)), "a").Tell("first");
        stage.Run();
        stage.RunFor(TimeSpan.FromSeconds(20));
        Assert.False(bystander.IsAlive);
        var cause = await Assert.ThrowsAsync<Boom>(() => stage.System.Terminated);
        Assert.Equal("first", cause.Message);
        Assert.Contains("/user", Assert.Single(stage.Log.TextsOf(1004)), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => stage.Spawn(Behavior.Empty<int>(), "late"));
    }

    [Fact]
    public void SystemGuardian_RestartsItsActors_AndTheSystemGoesOn()
    {
        using var stage = new Stage();
        var actor = stage.System.SpawnChild(stage.System.SystemGuardian, Props.FromBehavior(Behavior.Receive<int>((_, _) => throw new Boom())), "service");
        actor.Tell(1);
        stage.Run();
        Assert.True(actor.IsAlive);
        Assert.False(stage.System.Terminated.IsCompleted);
    }

    [Theory]
    [InlineData("/user")]
    [InlineData("/")]
    public void Stop_OfAGuardian_ShutsTheSystemDown(string path)
    {
        var stage = new Stage();
        var actor = stage.Spawn(Behavior.Empty<int>(), "a");
        ActorSystem.Stop(stage.System.Find(path)!);
        stage.RunFor(TimeSpan.FromSeconds(20));
        Assert.False(actor.IsAlive);
        Assert.True(stage.System.Terminated.IsCompletedSuccessfully);
    }
}
