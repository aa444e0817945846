using Actors.Remote;
using Actors.TestKit;

namespace Actors.Docs.Tests.RemoteSpawnCode;

[Message("docs.spawn.greet")]
public sealed record Greet(string Name, ActorRef<Greeting> ReplyTo);

[Message("docs.spawn.greeting")]
public sealed record Greeting(string Text);

[Message("docs.spawn.style")]
public sealed record Style(string Salutation);

[MessageManifest]
public static partial class SpawnMessages;

/// <summary>The code of docs/remote-spawn.md.</summary>
public sealed class RemoteSpawnPageTests
{
    [Fact]
    public async Task Kinds_AreSpawnedAndStopped_AsThePageSays()
    {
        await using var there = ActorSystem.Create("there");
        await using var here = ActorSystem.Create("here", new ActorSystemOptions { Time = new VirtualTime() }); // the page's seconds are no measure of a slow machine
        var address = await AllowAsync(there);
        await using var node = await RemoteNode.StartAsync(here, new RemoteOptions { Secret = "known to all nodes", Messages = [SpawnMessages.Manifest] });
        var (reply, greeter) = await AskAsync(node, address);
        Assert.Equal("Good day Ada", reply.Text);
        await ActorSystem.WhenTerminated(greeter).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task<NodeAddress> AllowAsync(ActorSystem system)
    {
        // snippet: remote-spawn-allow
        RemoteOptions options = new RemoteOptions { Secret = "known to all nodes", Messages = [SpawnMessages.Manifest] }
            .AllowSpawn("greeter", () => Props.FromBehavior(Greeting("Hello")))
            .AllowSpawn<Greet, Style>("styled", style => Props.FromBehavior(Greeting(style.Salutation)))
            .AllowStop("/user/greeter");
        var node = await RemoteNode.StartAsync(system, options); // it ends with its system
        // end
        return node.Self;
    }

    private static async Task<(Greeting Reply, ActorRef<Greet> Stopped)> AskAsync(RemoteNode node, NodeAddress other)
    {
        // snippet: remote-spawn-ask
        ActorRef<Greet> greeter = await node.SpawnAsync<Greet>(other, "greeter", "first", TimeSpan.FromSeconds(5));
        ActorRef<Greet> styled = await node.SpawnAsync<Greet, Style>(other, "styled", "first", new Style("Good day"), TimeSpan.FromSeconds(5));
        Greeting reply = await styled.Ask<Greet, Greeting>(replyTo => new("Ada", replyTo), TimeSpan.FromSeconds(3));
        ActorSystem.Stop(greeter);
        // end
        return (reply, greeter);
    }

    private static Behavior<Greet> Greeting(string salutation) => Behavior.Receive<Greet>((_, greet) =>
    {
        greet.ReplyTo.Tell(new Greeting($"{salutation} {greet.Name}"));
        return Behavior.Same<Greet>();
    });
}
