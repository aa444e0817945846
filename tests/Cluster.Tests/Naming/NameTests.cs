using Actors.Cluster.Tests.Nodes;

namespace Actors.Cluster.Tests.Naming;

public sealed class NameTests
{
    [Fact]
    public async Task Name_Registered_IsReachedFromAnotherNodeUntilItIsReleased()
    {
        await using var members = new TestMembers();
        var (a, b, desk) = await StartWithADeskAsync(members);
        Assert.Equal(new Here("a", "named", 1), await desk.Ask<Where, Here>(new Where(1), TestMembers.Patience));

        await a.ReleaseNameAsync(desk.Path);
        await TestMembers.WhenAsync(b, () => b.FindName(desk.Path) is null);
        var dead = TestMembers.NextDeadLetter(b.System, DeadLetterReason.UnknownName);
        desk.Tell(new Where(2), null);
        Assert.Equal(new Where(2), (await dead).Message);
    }

    /// <summary>A watch of a name that is taken back is taken back from who has the name. Seen to fail while it stayed there until that one's end, and each further one beside it.</summary>
    [Fact]
    public async Task Unwatch_OfAName_LeavesNothingAtWhoHasIt()
    {
        await using var members = new TestMembers();
        var (a, b, desk) = await StartWithADeskAsync(members);
        var watcher = b.System.Spawn(
            Props.FromBehavior(Behavior.Receive<int>((context, number) =>
            {
                if (number > 0) context.Watch(desk);
                else context.Unwatch(desk);
                context.Reply(number);
                return Behavior.Same<int>();
            })),
            "watcher");
        var peer = b.Remote.TryGetPeer(a.Self)!;
        await watcher.Ask<int, int>(1, TestMembers.Patience);
        Assert.Equal(1, peer.Watches.Count);
        await watcher.Ask<int, int>(0, TestMembers.Patience);
        Assert.Equal(0, peer.Watches.Count);
    }

    /// <summary>A name of the one member, as the other resolves it.</summary>
    private static async Task<(ClusterNode A, ClusterNode B, ActorRef<Where> Desk)> StartWithADeskAsync(TestMembers members)
    {
        var (a, b) = await members.StartTwoAsync();
        a.System.Spawn(TestMembers.Answering("named"), "desk");
        var path = ActorPath.FromString("/user/desk");
        Assert.True((await a.RegisterNameAsync(path)).Registered);
        await TestMembers.WhenAsync(b, () => b.FindName(path) is not null);
        return (a, b, b.System.Resolve<Where>("/user/desk"));
    }
}
