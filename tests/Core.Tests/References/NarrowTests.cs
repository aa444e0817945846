namespace Actors.Core.Tests;

/// <summary>A ref that takes fewer types of message than its actor.</summary>
public sealed class NarrowTests
{
    private abstract record Order;

    private sealed record Buy(string Item) : Order;

    private sealed record Sell(string Item) : Order;

    [Fact]
    public void Narrow_TellsTheSameActor_AndIsEqualToItsRef()
    {
        using var stage = new Stage();
        var seen = new List<Order>();
        var actor = stage.SpawnCollector("a", seen);
        var buyer = actor.Narrow<Buy>();
        buyer.Tell(new Buy("tea"));
        stage.Run();
        Assert.Equal([new Buy("tea")], seen);
        Assert.True(buyer.Equals(actor) && actor.Equals(buyer) && buyer.Equals(actor.Narrow<Buy>()) && ((ActorRef)buyer).Equals(actor.Narrow<Sell>()));
        Assert.Equal(actor.GetHashCode(), buyer.GetHashCode());
        Assert.Equal((actor.Path, actor.Address, true, 0L), (buyer.Path, buyer.Address, buyer.IsAlive, buyer.MailboxDepth));
        Assert.Same(actor, actor.Narrow<Order>());
    }

    [Fact]
    public void Narrow_OfANarrowRef_LeadsToTheActor()
    {
        using var stage = new Stage();
        var seen = new List<object>();
        var buyer = stage.SpawnCollector("a", seen).Narrow<Order>().Narrow<Buy>();
        buyer.Tell(new Buy("tea"));
        stage.Run();
        Assert.Equal([new Buy("tea")], seen);
    }

    [Fact]
    public void Narrow_WatchedAskedAndPoisoned_IsTheActor()
    {
        using var stage = new Stage();
        var ended = new List<ActorRef>();
        var echo = stage.Spawn(
            Behavior.Receive<Order>((context, message) =>
            {
                context.Reply(message.ToString()!);
                return Behavior.Same<Order>();
            }),
            "echo");
        var narrow = echo.Narrow<Buy>();
        var watcher = Behavior.Setup<string>(context =>
        {
            context.Watch(narrow);
            context.Watch(echo); // the same actor: watched once
            return Behavior.Empty<string>().OnSignal((_, signal) =>
            {
                if (signal is Terminated terminated) ended.Add(terminated.Actor);
                return Behavior.Same<string>();
            });
        });
        stage.Spawn(watcher, "watcher");
        var reply = narrow.Ask<Buy, string>(new Buy("tea"), TimeSpan.FromSeconds(1)).AsTask();
        stage.Run();
        Assert.True(reply.IsCompletedSuccessfully);
        ActorSystem.Poison(narrow);
        stage.Run();
        Assert.Equal([narrow], ended);
        Assert.False(narrow.IsAlive);
    }

    [Fact]
    public async Task Narrow_OfABoundedMailbox_WaitsForRoom()
    {
        using var stage = new Stage();
        var seen = new List<Order>();
        var actor = stage.System.Spawn(Props.FromBehavior(Stage.Collect(seen)).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.Backpressure)), "a");
        var waits = Enumerable.Range(0, 3).Select(i => actor.Narrow<Buy>().TellAsync(new Buy($"{i}")).AsTask()).ToArray();
        Assert.Equal([true, false, false], waits.Select(wait => wait.IsCompleted));
        stage.Run();
        await Task.WhenAll(waits);
        Assert.Equal(["0", "1", "2"], seen.Cast<Buy>().Select(buy => buy.Item));
    }

    [Fact]
    public void Resolve_GivesARefOfTheNarrowTypeToo_AndNoneOfAnother()
    {
        using var stage = new Stage();
        var seen = new List<Order>();
        var actor = stage.SpawnCollector("a", seen);
        stage.System.Resolve<Buy>("/user/a").Tell(new Buy("tea"));
        stage.System.Resolve<string>("/user/a").Tell("no order");
        stage.Run();
        Assert.Equal([new Buy("tea")], seen);
        Assert.True(actor.Equals(stage.System.Resolve<Buy>("/user/a")));
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.WrongType));
    }
}
