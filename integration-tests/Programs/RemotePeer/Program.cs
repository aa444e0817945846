using Actors;
using Actors.IntegrationTests.RemotePeer;
using Actors.Remote;

// The other process of the two-process tests: a node with a counter, an adder and a passer. Says "ready PORT".
await using var system = ActorSystem.Create("peer");
var node = await RemoteNode.StartAsync(system, new RemoteOptions { Secret = args[0], Messages = [PeerMessages.Manifest], StopPaths = ["/user"], PingTimeout = TimeSpan.FromMinutes(1) });

system.Spawn(Props.FromBehavior(Behavior.Receive<Add>(static (context, add) =>
{
    context.Reply(new Add(add.Number + 1));
    return Behavior.Same<Add>();
})), "adder");
system.Spawn(Props.FromBehavior(Behavior.Receive<Pass>(static (_, pass) =>
{
    pass.To.Tell(new Step(pass.Number));
    return Behavior.Same<Pass>();
})), "passer");
system.Spawn(Props.FromBehavior(Behavior.Setup<object>(static _ =>
{
    long count = 0, misplaced = 0;
    AwaitSteps? awaited = null;
    return Behavior.Receive<object>((_, message) =>
    {
        if (message is Step step && step.Number != count++) misplaced++;
        if (message is AwaitSteps wait) awaited = wait;
        if (awaited is not null && count >= awaited.Count) awaited.ReplyTo.Tell(new Steps(count, misplaced));
        return Behavior.Same<object>();
    });
})), "counter");

Console.WriteLine($"ready {node.Self.Port}");
await system.Terminated;
