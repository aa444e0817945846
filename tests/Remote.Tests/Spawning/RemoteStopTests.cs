using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Spawning;

public sealed class RemoteStopTests
{
    /// <summary>Fails when InboundControl does not look at MayStop.</summary>
    [Fact]
    public async Task Stop_PathThatIsNotAllowed_IsRefusedCountedAndHeard()
    {
        await using var world = await SpawnWorld.StartAsync(static options => options.AllowStop("/user/plain/mine"));
        var (a, b) = (world.A, world.B);
        b.SpawnAdder();
        ActorSystem.Stop(a.Ref<Number>(b, "adder"));
        Assert.Contains(nameof(RemoteOptions.StopPaths), await a.Log.WaitForAsync(2007), StringComparison.Ordinal);
        ActorSystem.Poison(a.Ref<Number>(b, "plain"));
        await a.Log.WaitForAsync(2007, nth: 2);
        Assert.Equal(2, b.Remote.Counters.Refusals["Forbidden"]);
        Assert.Equal(2, await a.AddAsync(b, 1));
        await world.SpawnAsync("plain", "still");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_PathUnderAnAllowedPrefix_IsDone(bool poison)
    {
        await using var world = await SpawnWorld.StartAsync(static options => options.AllowStop("/user/plain"));
        var actor = await world.SpawnAsync("plain", "one");
        var terminated = ActorSystem.WhenTerminated(actor);
        if (poison) ActorSystem.Poison(actor);
        else ActorSystem.Stop(actor);
        await terminated.WaitAsync(TestNode.Patience);
        Assert.Empty(world.B.Remote.Counters.Refusals);
    }

    /// <summary>Whatever is allowed: the guardians, the library's own actors, and the parents without which nothing is spawned.</summary>
    [Theory]
    [InlineData("/user")]
    [InlineData("/system")]
    [InlineData("/system/deadLetters")]
    [InlineData("/user/plain")]
    public async Task Stop_OfWhatOthersNeed_IsRefused(string path)
    {
        await using var world = await SpawnWorld.StartAsync(static options => options.AllowStop("/user").AllowStop("/user/plain"));
        ActorSystem.Stop(world.A.System.Resolve<Number>($"actors://{world.B.Remote.Self.Endpoint}{path}"));
        await world.A.Log.WaitForAsync(2007);
        await world.SpawnAsync("plain", "still");
    }
}
