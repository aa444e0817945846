// snippet: hello-program
using Actors;

var greeter = Behavior.Receive<Greet>((context, message) =>
{
    message.ReplyTo.Tell($"Hello {message.Name}");
    return Behavior.Same<Greet>();
});
await using var system = ActorSystem.Create("hello");
var actor = system.Spawn(Props.FromBehavior(greeter), "greeter");
Console.WriteLine(await actor.Ask<Greet, string>(replyTo => new("Ada", replyTo), TimeSpan.FromSeconds(3)));

internal sealed record Greet(string Name, ActorRef<string> ReplyTo);
// end
