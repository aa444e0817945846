using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Spawning;

/// <summary>The same over real gRPC.</summary>
public sealed class GrpcSpawnTests
{
    [Fact]
    public async Task Spawn_TellAndStop_OverRealLinks()
    {
        var options = TestNode.Options.AllowSpawn<Number, Start>("from", static start => Props.FromBehavior(Behavior.Receive<Number>((context, number) =>
        {
            context.Reply(new Number(number.Value + start.From));
            return Behavior.Same<Number>();
        })));
        await using var a = await TestNode.StartAsync("a", null);
        await using var b = await TestNode.StartAsync("b", null, options);
        var actor = await a.Remote.SpawnAsync<Number, Start>(b.Remote.Self, "from", "one", new Start(40, null), TestNode.Patience);
        Assert.Equal(new Number(42), await actor.Ask<Number, Number>(new Number(2), TestNode.Patience));
        var terminated = ActorSystem.WhenTerminated(actor);
        ActorSystem.Poison(actor);
        await terminated.WaitAsync(TestNode.Patience);
        Assert.Equal(SpawnFailure.UnknownKind, await RemoteSpawnTests.FailureAsync(() => a.Remote.SpawnAsync<Number>(b.Remote.Self, "to", "one", TestNode.Patience)));
    }
}
