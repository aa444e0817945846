using Actors.Cluster;
using Actors.Remote;

namespace Actors.Docs.Tests;

/// <summary>The code of docs/cluster.md, run on two nodes: real sockets on loopback, and a real embedded membership.</summary>
public sealed class ClusterPageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TwoNodes_VirtualActorAndName_AreReachedFromBoth()
    {
        string directory = Directory.CreateTempSubdirectory("actors-docs-").FullName;
        try
        {
            await using var store = Embedded(directory);
            var ledger = new Ledger();
            await using var system = ActorSystem.Create("shop");
            await using var other = ActorSystem.Create("shop");
            var node = await StartAsync(system, store, ledger);
            var second = await StartAsync(other, store, ledger);

            // snippet: cluster-addresses
            ActorRef<Add> account = node.Get<Add>("account", "customer 42");
            ActorRef<Add> same = system.Resolve<Add>("/cluster/account/customer%2042"); // a virtual actor
            ActorRef<Add> named = system.Resolve<Add>("/user/till"); // this process's actor, else a name
            ActorRef<Add> pinned = system.Resolve<Add>($"actors://{second.Self.Endpoint}/user/till"); // the actor on that node
            // end
            Assert.Equal(account, same);
            await account.Ask<Add, Total>(replyTo => new Add(2, replyTo), Limit);
            Assert.Equal(5, (await second.Get<Add>("account", "customer 42").Ask<Add, Total>(replyTo => new Add(3, replyTo), Limit)).Amount);

            other.Spawn(Props.FromBehavior(Account.Of("till", ledger)), "till");
            Assert.True(await RegisterAsync(second, other, CancellationToken.None));
            await node.Membership.RefreshAsync();
            Assert.Equal(1, (await named.Ask<Add, Total>(replyTo => new Add(1, replyTo), Limit)).Amount);
            Assert.Equal(2, (await pinned.Ask<Add, Total>(replyTo => new Add(1, replyTo), Limit)).Amount);

            await system.ShutdownAsync(Limit);
            await other.ShutdownAsync(Limit);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Ledger_WriterOfAnEarlierOwner_IsRefused()
    {
        var ledger = new Ledger();
        ledger.Open("a", 1);
        Assert.True(ledger.TryWrite("a", 5, 1));
        Assert.Equal(5, ledger.Open("a", 2));
        Assert.False(ledger.TryWrite("a", 6, 1));
        Assert.Equal(5, ledger.Open("a", 3));
    }

    [Fact]
    public async Task ConsulStore_Made_DoesNotConnect()
    {
        await using IMembershipStore store = Consul(out var catalog);
        Assert.NotNull(catalog);
    }

    private static IMembershipStore Consul(out IServiceCatalog catalog)
    {
        // snippet: cluster-consul
        var consul = new ConsulOptions { Address = new Uri("http://consul:8500") };
        IMembershipStore store = new ConsulMembershipStore(consul);
        catalog = new ConsulServiceCatalog(consul, "shop"); // for operators: Consul's list of services
        // end
        return store;
    }

    private static IMembershipStore Embedded(string directory)
    {
        // snippet: cluster-embedded
        IMembershipStore store = new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = directory });
        // end
        return store;
    }

    private static async Task<ClusterNode> StartAsync(ActorSystem system, IMembershipStore store, Ledger ledger)
    {
        string host = "127.0.0.1";
        // snippet: cluster-start
        ClusterNode node = await ClusterNode.StartAsync(system, new ClusterOptions
        {
            Remote = new RemoteOptions { Cluster = "shop", Host = host, Secret = "known to all nodes", Messages = [ShopMessages.Manifest] },
            Store = store,
            Kinds = [VirtualKind.Of<Add>("account", key => Props.FromBehavior(Account.Of(key, ledger)))],
        });
        // end
        return node;
    }

    private static async Task<bool> RegisterAsync(ClusterNode node, ActorSystem system, CancellationToken stopping)
    {
        // snippet: cluster-name
        ActorPath path = system.Resolve<Add>("/user/till").Path;
        using var retry = new PeriodicTimer(TimeSpan.FromSeconds(1), system.Time);
        NameRegistration registration;
        do registration = await node.RegisterNameAsync(path, stopping);
        while (!registration.Registered && await retry.WaitForNextTickAsync(stopping));
        // end
        return registration.Registered;
    }

    private static class Account
    {
        // snippet: cluster-account
        public static Behavior<Add> Of(string key, Ledger ledger) => Behavior.Setup<Add>(start =>
            Behavior.WithState<Add, int>(ledger.Open(key, start.FencingToken), (context, sum, message) =>
            {
                sum += message.Amount;
                if (!ledger.TryWrite(key, sum, context.FencingToken)) return BehaviorWithState.Stopped<int>();
                message.ReplyTo?.Tell(new Total(sum));
                return BehaviorWithState.Next(sum);
            }));
        // end
    }

    // snippet: cluster-ledger
    public sealed class Ledger
    {
        private readonly Dictionary<string, (long Token, int Sum)> _rows = [];

        public int Open(string key, long token)
        {
            lock (_rows)
            {
                var row = _rows.GetValueOrDefault(key);
                if (token < row.Token) throw new InvalidOperationException($"{key} has a later owner");
                _rows[key] = row with { Token = token }; // from here on no earlier owner can write
                return row.Sum;
            }
        }

        public bool TryWrite(string key, int sum, long token)
        {
            lock (_rows)
            {
                if (_rows.GetValueOrDefault(key).Token != token) return false;
                _rows[key] = (token, sum);
                return true;
            }
        }
    }
    // end
}
