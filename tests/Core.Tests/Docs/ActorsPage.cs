namespace Actors.Core.Tests;

/// <summary>The code of docs/actors.md.</summary>
public sealed class ActorsPage
{
    // snippet: hello-messages
    public sealed record Greet(string Name, ActorRef<Greeting> ReplyTo);
    public sealed record Greeting(string Text);
    // end

    [Fact]
    public async Task Hello_AsInThePage_Greets()
    {
        // snippet: hello
        Behavior<Greet> greeter = Behavior.Receive<Greet>((context, message) =>
        {
            message.ReplyTo.Tell(new Greeting($"Hello {message.Name}"));
            return Behavior.Same<Greet>();
        });

        await using var system = ActorSystem.Create("hello");
        ActorRef<Greet> actor = system.Spawn(Props.FromBehavior(greeter), "greeter");
        Greeting reply = await actor.Ask<Greet, Greeting>(replyTo => new("Ada", replyTo), TimeSpan.FromSeconds(30));
        // end
        Assert.Equal("Hello Ada", reply.Text);
        Assert.Equal("/user/greeter", actor.Path.ToString());
    }

    [Fact]
    public void Addresses_AsInThePage_AreRead()
    {
        using var stage = new Stage();
        var system = stage.System;
        system.Spawn(Props.FromBehavior(Behavior.Empty<string>()), "printer");
        // snippet: resolve
        ActorRef<string> here = system.Resolve<string>("/user/printer");
        string segment = ActorPath.EscapeSegment("order 42/7"); // order%2042%2F7
        // end
        Assert.True(here.IsAlive);
        Assert.Equal("order%2042%2F7", segment);
    }


    [Fact]
    public void Selection_AsInThePage_FindsChildren()
    {
        using var stage = new Stage();
        var system = stage.System;
        var seen = new List<string>();
        stage.SpawnCollector("worker-1", seen);
        stage.SpawnCollector("worker-2", seen);
        // snippet: selection
        ActorRef? one = system.Find("/user/worker-1"); // null if nobody holds the path

        ActorSelection workers = system.Select("/user/worker-*");
        IReadOnlyList<ActorRef> now = workers.List(limit: 100);
        int told = workers.Tell("to work");
        // end
        stage.Run();
        Assert.Equal("/user/worker-1", one!.Path.ToString());
        Assert.Equal((2, 2, 2), (now.Count, told, seen.Count));
    }
}
