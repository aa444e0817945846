using Actors.Remote;
using Actors.TestKit;

namespace Actors.Docs.Tests.ClientsCode;

[Message("docs.clients.order")]
public sealed record Order(string Article, ActorRef<Receipt>? ReplyTo);

[Message("docs.clients.receipt")]
public sealed record Receipt(string Article);

[MessageManifest]
public static partial class ClientPageMessages;

/// <summary>The code of docs/clients.md.</summary>
public sealed class ClientsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>As the page, with an address that exists, and a plain actor in the place of the virtual one.</summary>
    [Fact]
    public async Task Client_TellsAsksAndWatches_AsThePageSays()
    {
        await using var shop = ActorSystem.Create("shop");
        var options = new RemoteOptions { Secret = "known to all nodes", Messages = [ClientPageMessages.Manifest] };
        var node = await RemoteNode.StartAsync(shop, options);
        var orders = shop.Spawn(Props.FromBehavior(Behavior.Receive<Order>(static (_, order) =>
        {
            order.ReplyTo?.Tell(new Receipt(order.Article));
            return Behavior.Same<Order>();
        })), "orders");
        await using var system = ActorSystem.Create("shop-front", new ActorSystemOptions { Time = new VirtualTime() }); // one that is slow may take its time to connect
        await using var client = await RemoteClient.ConnectAsync(system, [$"127.0.0.1:{node.Self.Port}"], options);
        var receipt = await client.Resolve<Order>("/user/orders").Ask<Order, Receipt>(replyTo => new("tea", replyTo), Patience);
        Assert.Equal("tea", receipt.Article);
        var ended = ActorSystem.WhenTerminated(client.Resolve<Order>("/user/orders"));
        ActorSystem.Stop(orders);
        await ended.WaitAsync(Patience);
    }

    [Fact]
    public Task Client_WithNobodyThere_SaysSo() => Assert.ThrowsAsync<LinkException>(ConnectAsync);

    /// <summary>Off loopback without TLS: refused before anything is dialled.</summary>
    private static async Task ConnectAsync()
    {
        // snippet: clients-connect
        await using var system = ActorSystem.Create("shop-front");
        var options = new RemoteOptions { Secret = "known to all nodes", Messages = [ClientPageMessages.Manifest] };
        await using RemoteClient client = await RemoteClient.ConnectAsync(system, ["10.0.0.7:4711", "10.0.0.8:4711"], options);
        // end
        await UseAsync(client);
    }

    private static async Task<(Receipt Receipt, Task Ended)> UseAsync(RemoteClient client)
    {
        // snippet: clients-use
        ActorRef<Order> orders = client.Resolve<Order>("/user/orders");      // of the node that the client is connected to
        ActorRef<Order> basket = client.Get<Order>("basket", "customer-7");  // a virtual actor, wherever it is
        await orders.TellAsync(new Order("tea", null));
        Receipt receipt = await basket.Ask<Order, Receipt>(replyTo => new("tea", replyTo), TimeSpan.FromSeconds(3));
        Task ended = ActorSystem.WhenTerminated(orders);
        // end
        return (receipt, ended);
    }
}
