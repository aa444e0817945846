using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Spawning;

public sealed class RemoteSpawnTests
{
    [Fact]
    public async Task Spawn_AllowedKind_GivesARefThatAnswersAndIsWatched()
    {
        await using var world = await SpawnWorld.StartAsync();
        var actor = await world.SpawnAsync("plain", "one");
        Assert.Equal((world.B.Remote.Self, "/user/plain/one"), (actor.Address.Node, actor.Path.ToString()));
        Assert.Equal(new Number(8), await actor.Ask<Number, Number>(new Number(7), TestNode.Patience));
        var terminated = ActorSystem.WhenTerminated(actor);
        await world.WatchedAsync();
        ActorSystem.Stop(world.B.System.Find("/user/plain/one")!);
        await terminated.WaitAsync(TestNode.Patience);
        Assert.Equal(0, world.B.Remote.Kinds.Alive);
    }

    [Fact]
    public async Task Spawn_WithArgument_ArrivesWithItsRefs()
    {
        await using var world = await SpawnWorld.StartAsync();
        var log = world.A.SpawnInbox<Number>("log");
        var actor = await world.A.Remote.SpawnAsync<Number, Start>(world.B.Remote.Self, "from", "one", new Start(5, log.Self), TestNode.Patience);
        Assert.Equal(new Number(5), await log.NextAsync());
        Assert.Equal(new Number(7), await actor.Ask<Number, Number>(new Number(2), TestNode.Patience));
    }

    [Fact]
    public async Task Spawn_OnThisNode_IsTheSame()
    {
        await using var world = await SpawnWorld.StartAsync();
        var remote = world.B.Remote;
        var actor = await remote.SpawnAsync<Number, Start>(remote.Self, "from", "one", new Start(5, null), TestNode.Patience);
        Assert.Equal(new Number(7), await actor.Ask<Number, Number>(new Number(2), TestNode.Patience));
        Assert.Equal(SpawnFailure.NameExists, await FailureAsync(() => remote.SpawnAsync<Number, Start>(remote.Self, "from", "one", new Start(5, null), TestNode.Patience)));
        Assert.Equal(SpawnFailure.UnknownKind, await FailureAsync(() => remote.SpawnAsync<Number>(remote.Self, "none", "one", TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongMessage, await FailureAsync(() => remote.SpawnAsync<Blob>(remote.Self, "plain", "one", TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongArgument, await FailureAsync(() => remote.SpawnAsync<Number>(remote.Self, "from", "two", TestNode.Patience)));
    }

    [Theory]
    [InlineData("none", "x", SpawnFailure.UnknownKind)]
    [InlineData("../system", "x", SpawnFailure.UnknownKind)]
    [InlineData("plain", "a/b", SpawnFailure.InvalidName)]
    [InlineData("plain", "..", SpawnFailure.InvalidName)]
    [InlineData("broken", "x", SpawnFailure.SetUpFailed)]
    [InlineData("ended", "x", SpawnFailure.SetUpFailed)]
    [InlineData("unmade", "x", SpawnFailure.SetUpFailed)]
    [InlineData("from", "x", SpawnFailure.WrongArgument)]
    public async Task Spawn_ThatCannotBe_IsRefusedWithTheReason(string kind, string name, SpawnFailure failure)
    {
        await using var world = await SpawnWorld.StartAsync();
        Assert.Equal(failure, await world.RefusedAsync(kind, name));
        Assert.Equal(0, world.B.Remote.Kinds.Alive);
        await world.SpawnAsync("plain", "after"); // the link is as it was
    }

    /// <summary>Whoever is told that the set-up failed may use the name again at once.</summary>
    [Fact]
    public async Task Spawn_SetUpFailed_SaysNothingOfTheErrorAndFreesTheName()
    {
        await using var world = await SpawnWorld.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            var error = await Assert.ThrowsAsync<RemoteSpawnException>(() => world.SpawnAsync("broken", "x"));
            Assert.Equal(SpawnFailure.SetUpFailed, error.Failure);
            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Invalid", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Spawn_NameThatIsTaken_IsRefusedUntilItIsFree()
    {
        await using var world = await SpawnWorld.StartAsync();
        var first = await world.SpawnAsync("plain", "one");
        Assert.Equal(SpawnFailure.NameExists, await world.RefusedAsync("plain", "one"));
        var terminated = ActorSystem.WhenTerminated(first);
        ActorSystem.Stop(world.B.System.Find("/user/plain/one")!);
        await terminated.WaitAsync(TestNode.Patience);
        Assert.NotEqual(first, await world.SpawnAsync("plain", "one"));
    }

    [Fact]
    public async Task Spawn_OtherMessageOrArgument_IsRefused()
    {
        await using var world = await SpawnWorld.StartAsync();
        var (remote, b) = (world.A.Remote, world.B.Remote.Self);
        Assert.Equal(SpawnFailure.WrongMessage, await FailureAsync(() => remote.SpawnAsync<Blob>(b, "plain", "one", TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongArgument, await FailureAsync(() => remote.SpawnAsync<Number, Number>(b, "from", "one", new Number(1), TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongArgument, await FailureAsync(() => remote.SpawnAsync<Number, Number>(b, "plain", "one", new Number(1), TestNode.Patience)));
        Assert.Equal(SpawnFailure.WrongArgument, await FailureAsync(() => remote.SpawnAsync<Number, Bulk>(b, "plain", "one", new Bulk(new byte[RemoteOptions.MaxSpawnArgumentBytes]), TestNode.Patience)));
        await Assert.ThrowsAsync<UnregisteredMessageException>(() => remote.SpawnAsync<Number, Unregistered>(b, "plain", "one", new Unregistered(1), TestNode.Patience));
        Assert.Equal(0, world.Made);
    }

    [Fact]
    public void Options_ThatCannotBe_AreRefusedAtOnce()
    {
        Assert.Throws<InvalidActorPathException>(() => TestNode.Options.AllowSpawn("a/b", static () => Props.FromBehavior(Behavior.Empty<Number>())));
        Assert.Throws<ArgumentException>(() => TestNode.Options.AllowSpawn("a", static () => Props.FromBehavior(Behavior.Empty<Number>())).AllowSpawn("a", static () => Props.FromBehavior(Behavior.Empty<Blob>())));
        Assert.Throws<ArgumentException>(() => TestNode.Options.AllowStop("/system/x").Validate());
        Assert.Throws<ArgumentException>(() => TestNode.Options.AllowStop("/").Validate());
        Assert.Throws<ArgumentException>(() => (TestNode.Options with { MaxSpawnsPerSecond = 0 }).Validate());
        Assert.Throws<ArgumentException>(() => (TestNode.Options with { MaxSpawnedActors = 0 }).Validate());
    }

    internal static async Task<SpawnFailure> FailureAsync(Func<Task> spawn) => (await Assert.ThrowsAsync<RemoteSpawnException>(spawn)).Failure;
}
