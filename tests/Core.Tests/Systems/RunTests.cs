namespace Actors.Core.Tests;

/// <summary>A program that is a system.</summary>
public sealed class RunTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_WhenMainEnds_HasShutTheSystemDown()
    {
        ActorSystem? used = null;
        ActorRef<int>? actor = null;
        await ActorSystem.Run("run", system =>
        {
            used = system;
            actor = system.Spawn(Props.FromBehavior(Behavior.Empty<int>()), "a");
            return Task.CompletedTask;
        }).WaitAsync(Long);
        Assert.True(used!.Terminated.IsCompletedSuccessfully);
        Assert.False(actor!.IsAlive);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WhenMainFails_ShutsDownAndThrowsTheSame(bool later)
    {
        ActorSystem? used = null;
        var thrown = await Assert.ThrowsAsync<Boom>(() => ActorSystem.Run("run", async system =>
        {
            used = system;
            if (later) await Task.Yield();
            throw new Boom("main");
        }).WaitAsync(Long));
        Assert.Equal("main", thrown.Message);
        Assert.True(used!.Terminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Run_WhenAGuardianFails_EndsUnderMainWithTheCause()
    {
        var options = new ActorSystemOptions { Supervision = SupervisionStrategy.Always(Directive.Escalate) };
        await Assert.ThrowsAsync<Boom>(() => ActorSystem.Run("run", system =>
        {
            system.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => throw new Boom())), "a").Tell(1);
            return new TaskCompletionSource().Task; // it would never end
        }, options).WaitAsync(Long));
    }

    [Fact]
    public async Task Run_OfProps_EndsWhenTheActorHasStopped()
    {
        string? path = null;
        await ActorSystem.Run("run", Props.FromBehavior(Behavior.Setup<int>(context =>
        {
            path = context.Path.ToString();
            context.Self.Tell(3);
            return Behavior.Receive<int>((own, m) =>
            {
                if (m == 0) return Behavior.Stopped<int>();
                own.Self.Tell(m - 1);
                return Behavior.Same<int>();
            });
        }))).WaitAsync(Long);
        Assert.Equal("/user/main", path);
    }
}
