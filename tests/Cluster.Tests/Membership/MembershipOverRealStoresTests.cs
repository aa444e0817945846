using Actors.Tests;

namespace Actors.Cluster.Tests;

/// <summary>Two nodes with all 1,024 shards over the stores that are really used, in real time: join, split, leave.</summary>
public sealed class MembershipOverRealStoresTests(ConsulAgent agent) : IClassFixture<ConsulAgent>, IShardHost
{
    private readonly CancellationToken _token = new CancellationTokenSource(TimeSpan.FromSeconds(120)).Token;

    ValueTask IShardHost.ReleaseAsync(int shard, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    void IShardHost.Abandon(NodeAddress formerSelf)
    {
    }

    [RequiresConsulFact]
    public Task Consul_TwoNodes_SplitAllShardsAndOneLeaves() =>
        CheckAsync(() => new ConsulMembershipStore(new ConsulOptions { Address = agent.Address }));

    [Fact]
    public async Task Embedded_TwoNodes_SplitAllShardsAndOneLeaves()
    {
        string directory = Directory.CreateTempSubdirectory("actors-embedded-").FullName;
        await CheckAsync(() => new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = directory }));
        Directory.Delete(directory, recursive: true);
    }

    private async Task CheckAsync(Func<IMembershipStore> newStore)
    {
        await using IMembershipStore storeA = newStore(), storeB = newStore();
        await using var a = NewNode("a", 5001, storeA);
        await a.StartAsync(_token);
        await WaitAsync(a, s => Count(s, a) == 1024);
        await using var b = NewNode("b", 5002, storeB);
        await b.StartAsync(_token);
        await WaitAsync(b, s => Count(s, a) == 512 && Count(s, b) == 512);
        Assert.True(await a.LeaveAsync(TimeSpan.FromSeconds(20), _token));
        await WaitAsync(b, s => Count(s, b) == 1024 && s.Members.Count == 1);
        while (!Enumerable.Range(0, 1024).All(shard => b.Owns(shard, out _))) // a machine that stood still longer than the lease serves nothing until it has another
        {
            _token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private MembershipService NewNode(string name, int port, IMembershipStore store)
    {
        // A short lease, because the founder over Consul waits for those of a possible predecessor.
        var options = new MembershipOptions
        {
            Cluster = "real",
            Node = name,
            Address = new NodeAddress("shop", "127.0.0.1", port),
            LeaseDuration = TimeSpan.FromSeconds(6),
        };
        return new MembershipService(options, store, this);
    }

    private static int Count(MembershipSnapshot snapshot, MembershipService owner) =>
        Enumerable.Range(0, snapshot.ShardCount).Count(s => snapshot.OwnerOf(s).Owner == owner.Self);

    private async Task WaitAsync(MembershipService at, Func<MembershipSnapshot, bool> until)
    {
        await foreach (var snapshot in at.ReadChangesAsync(_token))
            if (until(snapshot)) return;
    }
}
