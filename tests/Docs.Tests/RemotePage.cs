using Actors.Remote;

namespace Actors.Docs.Tests.RemoteCode;

[Message("docs.greet")]
public sealed record Greet(string Name, ActorRef<Greeting> ReplyTo);

[Message("docs.greeting")]
public sealed record Greeting(string Text);

[MessageManifest]
public static partial class AppMessages;

/// <summary>The code of docs/remote.md; <see cref="GettingStartedTests"/> runs the like of it.</summary>
internal static class RemotePage
{
    internal static async Task<Greeting> AskAsync()
    {
        // snippet: remote-page
        await using var system = ActorSystem.Create("a");
        RemoteNode node = await RemoteNode.StartAsync(system, new RemoteOptions { Secret = "known to all nodes", Messages = [AppMessages.Manifest] });
        ActorRef<Greet> greeter = system.Resolve<Greet>("actors://b@10.0.0.7:4711/user/greeter");
        Greeting reply = await greeter.Ask<Greet, Greeting>(replyTo => new("Ada", replyTo), TimeSpan.FromSeconds(3));
        // end
        await node.DisposeAsync();
        return reply;
    }
}
