namespace Actors.Core.Tests;

/// <summary>The code of docs/routers.md.</summary>
public sealed class RoutersPage
{
    public sealed record Order(string Customer);

    [Fact]
    public async Task Routers_AsInThePage_SpreadTheWork()
    {
        await using var system = ActorSystem.Create("shop");
        int handled = 0;
        var worker = Props.FromBehavior(Behavior.Receive<Order>((_, _) =>
        {
            Interlocked.Increment(ref handled);
            return Behavior.Same<Order>();
        }));
        // snippet: router-pool
        ActorRef<Order> orders = system.Spawn(Router.Pool(4, worker, Routing.ConsistentHash<Order>(order => order.Customer)), "orders");
        orders.Tell(new Order("Ada")); // always the same worker for Ada

        await Router.Resize(orders, 8);
        // end
        Assert.Equal(8, Router.Routees(orders).Count);
        var first = system.Spawn(worker, "first");
        var second = system.Spawn(worker, "second");
        // snippet: router-group
        ActorRef<Order> group = system.Spawn(Router.Group<Order>(["/user/first"], Routing.Broadcast<Order>()), "group");
        await Router.Add(group, second);
        group.Tell(new Order("Grace")); // to both
        await Router.Remove(group, first);
        // end
        foreach (var actor in new ActorRef[] { orders, first, second }) await system.Root.Poison(actor);
        Assert.Equal(3, handled);
    }
}
