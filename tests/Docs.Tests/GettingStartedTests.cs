using Microsoft.Extensions.Logging;
using Actors.Cluster;
using Actors.Remote;

namespace Actors.Docs.Tests;

/// <summary>The code of docs/getting-started.md, run: real sockets on loopback, and a real embedded membership.</summary>
public sealed class GettingStartedTests
{
    private static RemoteOptions Options() => new() { Cluster = "docs", Secret = "a secret for the tests", Messages = [ShopMessages.Manifest] };

    [Fact]
    public async Task TwoProcesses_Asked_Answer()
    {
        // snippet: started-counter
        Behavior<Add> counter = Behavior.WithState<Add, int>(0, (context, sum, message) =>
        {
            message.ReplyTo?.Tell(new Total(sum + message.Amount));
            return BehaviorWithState.Next(sum + message.Amount);
        });
        // end
        string secret = "a secret for the tests";
        int port = 0;

        // snippet: started-server
        await using var shop = ActorSystem.Create("shop");
        await using var server = await RemoteNode.StartAsync(shop, new RemoteOptions { Port = port, Secret = secret, Messages = [ShopMessages.Manifest] });
        shop.Spawn(Props.FromBehavior(counter), "counter");
        // end
        port = server.Self.Port;

        // snippet: started-client
        await using var till = ActorSystem.Create("till");
        await using var client = await RemoteNode.StartAsync(till, new RemoteOptions { Secret = secret, Messages = [ShopMessages.Manifest] });
        ActorRef<Add> remote = till.Resolve<Add>($"actors://shop@127.0.0.1:{port}/user/counter");
        remote.Tell(new Add(2));
        Total total = await remote.Ask<Add, Total>(replyTo => new Add(3, replyTo), TimeSpan.FromSeconds(30));
        // end
        Assert.Equal(5, total.Amount);
    }

    [Fact]
    public async Task Cluster_VirtualActorAsked_Answers()
    {
        string directory = Directory.CreateTempSubdirectory("actors-docs-").FullName;
        try
        {
            await using (IMembershipStore store = new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = directory }))
            await using (var system = ActorSystem.Create("shop"))
            {
                var remote = Options();
                // snippet: started-cluster
                var node = await ClusterNode.StartAsync(system, new ClusterOptions
                {
                    Remote = remote,
                    Store = store,
                    Kinds = [VirtualKind.Of<Add>("basket", key => Props.FromBehavior(Basket.Of(key)))],
                });
                ActorRef<Add> basket = node.Get<Add>("basket", "customer 42"); // /cluster/basket/customer%2042
                basket.Tell(new Add(2));
                Total total = await basket.Ask<Add, Total>(replyTo => new Add(3, replyTo), TimeSpan.FromSeconds(30));
                // end
                Assert.Equal(5, total.Amount);
                await system.ShutdownAsync(TimeSpan.FromSeconds(30));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static class Basket
    {
        // snippet: started-basket
        public static Behavior<Add> Of(string key) => Behavior.WithState<Add, int>(0, (context, sum, message) =>
        {
            context.Log.LogInformation("{Basket} under token {Token}", key, context.FencingToken);
            message.ReplyTo?.Tell(new Total(sum + message.Amount));
            return BehaviorWithState.Next(sum + message.Amount);
        });
        // end
    }
}
