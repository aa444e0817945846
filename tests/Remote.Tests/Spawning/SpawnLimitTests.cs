using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Spawning;

public sealed class SpawnLimitTests
{
    /// <summary>Fails when PeerSpawns takes all, or does not count a new second as one.</summary>
    [Fact]
    public async Task Spawns_MoreThanTheLimitWithinASecond_AreRefusedUntilItIsOver()
    {
        var time = new VirtualTime();
        await using var world = await SpawnWorld.StartAsync(static options => options with { MaxSpawnsPerSecond = 3 }, time);
        for (int i = 0; i < 3; i++) await world.SpawnAsync("plain", $"a{i}");
        Assert.Equal(SpawnFailure.Limit, await world.RefusedAsync("plain", "b"));
        Assert.Equal(1, world.B.Remote.Counters.Refusals["Limit"]);
        Assert.Equal(3, world.Made);
        time.AdvanceBy(TimeSpan.FromSeconds(1));
        await world.SpawnAsync("plain", "b");
    }

    [Fact]
    public async Task Spawned_MoreThanTheLimitAlive_AreRefusedUntilOneStops()
    {
        await using var world = await SpawnWorld.StartAsync(static options => options with { MaxSpawnedActors = 2 });
        await world.SpawnAsync("plain", "one");
        var two = await world.SpawnAsync("plain", "two");
        Assert.Equal(SpawnFailure.Limit, await world.RefusedAsync("plain", "three"));
        var terminated = ActorSystem.WhenTerminated(two);
        await world.WatchedAsync();
        ActorSystem.Stop(world.B.System.Find("/user/plain/two")!);
        await terminated.WaitAsync(TestNode.Patience);
        await world.SpawnAsync("plain", "three");
    }

    [Fact]
    public async Task Spawn_ByAClientThatIsNoNode_NeedsToBeAllowedByKind()
    {
        await using var world = await SpawnWorld.StartAsync(static options => options.AllowSpawn("open", static () => Props.FromBehavior(Behavior.Empty<Number>()), clients: true));
        await using var raw = await RawPeer.ConnectAsync(world.Cluster.Transport("raw"), world.B);
        await raw.ShakeHandsAsync(RawPeer.HelloOf(world.B, StreamKind.Client));
        await raw.SendAsync(SpawnOf(1, new Spawn { Request = 11, Kind = "plain", Name = "x" }));
        Assert.Equal(SpawnRefusal.Forbidden, (await ReadSpawnedAsync(raw)).Refusal);
        await raw.SendAsync(SpawnOf(2, new Spawn { Request = 12, Kind = "open", Name = "x" }));
        var spawned = await ReadSpawnedAsync(raw);
        Assert.Equal((12ul, "/user/open/x"), (spawned.Request, spawned.Actor.Path));
    }

    /// <summary>What no correct peer sends: each is refused by itself, and the session goes on.</summary>
    [Fact]
    public async Task Spawn_ForgedRequests_AreRefusedOneByOne()
    {
        await using var world = await SpawnWorld.StartAsync(static options => options.AllowSpawn<Number, Start>("open", static _ => Props.FromBehavior(Behavior.Empty<Number>()), clients: true));
        await using var raw = await RawPeer.ConnectAsync(world.Cluster.Transport("raw"), world.B);
        await raw.ShakeHandsAsync(RawPeer.HelloOf(world.B, StreamKind.Client));
        var sane = new Spawn { Request = 1, Kind = "open", Name = "x", ArgumentType = "spawning.start", Argument = Google.Protobuf.ByteString.CopyFrom(0x92, 5, 0xC0) };
        (Action<Spawn> Change, SpawnRefusal Refusal)[] cases =
        [
            (spawn => spawn.Kind = new string('k', 12_000), SpawnRefusal.UnknownKind),
            (spawn => spawn.Kind = "user", SpawnRefusal.UnknownKind),
            (spawn => spawn.Name = "", SpawnRefusal.InvalidName),
            (spawn => spawn.Name = "..", SpawnRefusal.InvalidName),
            (spawn => spawn.Name = new string('n', 12_000), SpawnRefusal.InvalidName),
            (spawn => spawn.Message = "no.such", SpawnRefusal.WrongMessage),
            (spawn => spawn.Message = "nodes.blob", SpawnRefusal.WrongMessage),
            (spawn => spawn.ArgumentType = "", SpawnRefusal.WrongArgument),
            (spawn => spawn.ArgumentType = "System.String", SpawnRefusal.WrongArgument),
            (spawn => spawn.Argument = Google.Protobuf.ByteString.Empty, SpawnRefusal.WrongArgument),
            (spawn => spawn.Argument = Google.Protobuf.ByteString.CopyFrom(0x92, 5, 0xC0, 0), SpawnRefusal.WrongArgument),
            (spawn => spawn.Argument = Google.Protobuf.ByteString.CopyFrom(new byte[RemoteOptions.MaxSpawnArgumentBytes + 1]), SpawnRefusal.WrongArgument),
            (spawn => spawn.Incarnation = 99, SpawnRefusal.Ending),
            (_ => { }, SpawnRefusal.None),
            (_ => { }, SpawnRefusal.NameExists),
        ];
        ulong sequence = 0;
        foreach (var (change, refusal) in cases)
        {
            var spawn = sane.Clone();
            change(spawn);
            await raw.SendAsync(SpawnOf(++sequence, spawn));
            Assert.Equal(refusal, (await ReadSpawnedAsync(raw)).Refusal);
        }

        await raw.SendAsync(SpawnOf(++sequence, new Spawn { Kind = "open" }));
        Assert.Equal(RejectReason.Malformed, (await raw.ReadRejectAsync()).Reason); // without a number there is no answer
    }

    private static Frame SpawnOf(ulong sequence, Spawn spawn) => new() { Control = new Control { Sequence = sequence, Spawn = spawn } };

    private static async Task<Spawned> ReadSpawnedAsync(RawPeer raw)
    {
        while (true)
        {
            if ((await raw.ReadAsync()).Control?.Spawned is { } spawned) return spawned;
        }
    }
}
