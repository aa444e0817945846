namespace Actors.Core.Tests;

/// <summary>The code of docs/asking.md.</summary>
public sealed class AskingPage
{
    // snippet: ask-messages
    public sealed record Price(string Item, ActorRef<decimal> ReplyTo);
    // end

    [Fact]
    public async Task Ask_AsInThePage_GetsItsReplyOrSaysWhyNot()
    {
        await using var system = ActorSystem.Create("shop");
        var shop = system.Spawn(Props.FromBehavior(Behavior.Receive<Price>((_, m) =>
        {
            if (m.Item == "tea") m.ReplyTo.Tell(2.5m);
            return m.Item == "tea" ? Behavior.Same<Price>() : Behavior.Unhandled<Price>();
        })), "shop");
        // snippet: ask
        decimal price = await shop.Ask<Price, decimal>(replyTo => new("tea", replyTo), TimeSpan.FromSeconds(30));
        // end
        Assert.Equal(2.5m, price);
        string said = "";
        // snippet: ask-errors
        try
        {
            await shop.Ask<Price, decimal>(replyTo => new("yacht", replyTo), TimeSpan.FromSeconds(30));
        }
        catch (AskTimeoutException late)
        {
            said = $"{late.Target} took more than {late.Waited}";
        }
        catch (DeadActorException dead)
        {
            said = $"{dead.Target} will never answer: {dead.Reason}";
        }
        // end
        Assert.Equal("/user/shop will never answer: Unhandled", said);
    }

    [Fact]
    public async Task Reply_AsInThePage_GoesToTheSender()
    {
        await using var system = ActorSystem.Create("echo");
        // snippet: reply
        Behavior<string> echo = Behavior.Receive<string>((context, text) =>
        {
            context.Reply(text.ToUpperInvariant());
            return Behavior.Same<string>();
        });
        ActorRef<string> actor = system.Spawn(Props.FromBehavior(echo), "echo");
        string loud = await actor.Ask<string, string>("hello", TimeSpan.FromSeconds(30));
        // end
        Assert.Equal("HELLO", loud);
    }
}
