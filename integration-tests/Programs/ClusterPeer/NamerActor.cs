using Actors.Cluster;

namespace Actors.IntegrationTests.ClusterPeer;

/// <summary>Takes the name <c>/user/leader</c> for this node, and asks whoever has it.</summary>
internal sealed class NamerActor(ClusterNode cluster)
{
    private const string Name = "/user/leader";
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(2);

    private ActorRef<Count>? _leader;

    public Behavior<object> Behavior() => Actors.Behavior.ReceiveAsync<object>(async (_, message) =>
    {
        switch (message)
        {
            case TakeName take:
                var taken = await cluster.RegisterNameAsync(ActorPath.Root.Child("user").Child("leader"));
                if (taken.Registered) _leader ??= cluster.System.Spawn(Leader(), "leader");
                take.ReplyTo.Tell(new NameTaken(taken.Owner.ToString()));
                break;
            case AskName ask:
                ask.ReplyTo.Tell(await AskAsync());
                break;
        }

        return Actors.Behavior.Same<object>();
    });

    private async Task<NameAnswer> AskAsync()
    {
        try
        {
            var counted = await cluster.System.Resolve<Count>(Name).Ask<Count, Counted>(static replyTo => new Count(replyTo), AskLimit, CancellationToken.None);
            return new NameAnswer(counted.Node, "");
        }
        catch (ActorException error)
        {
            return new NameAnswer("", error.Message);
        }
    }

    private static Props<Count> Leader() => Props.FromBehavior(Actors.Behavior.Receive<Count>(static (context, message) =>
    {
        message.ReplyTo.Tell(new Counted(0, context.System.Node!.ToString()));
        return Actors.Behavior.Same<Count>();
    }));
}
