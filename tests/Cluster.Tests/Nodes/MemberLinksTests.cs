using Actors.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests.Nodes;

public sealed class MemberLinksTests
{
    private static readonly NodeAddress Other = new("b", "b", 1000, 7);

    /// <summary>Taking a row that has not been carried over yet for a leave ends a living member for good.</summary>
    [Fact]
    public async Task Apply_MemberNotYetCarriedIntoANewUniverse_LivesOn()
    {
        await using var members = new TestMembers();
        var remote = (await members.StartAsync("a")).Remote;
        using var links = new MemberLinks(remote, NullLogger.Instance);
        links.Apply(Snapshot("one", UniversePhase.Running, 1, Other));
        links.Apply(Snapshot("two", UniversePhase.Forming, 2));
        Assert.False(remote.TryGetPeer(Other)!.IsDead(Other.Incarnation));
        links.Apply(Snapshot("two", UniversePhase.Running, 3, Other));
        Assert.False(remote.TryGetPeer(Other)!.IsDead(Other.Incarnation));
    }

    [Fact]
    public async Task Apply_MemberThatIsMissingWhenTheNewUniverseRuns_IsDead()
    {
        await using var members = new TestMembers();
        var remote = (await members.StartAsync("a")).Remote;
        using var links = new MemberLinks(remote, NullLogger.Instance);
        links.Apply(Snapshot("one", UniversePhase.Running, 1, Other));
        links.Apply(Snapshot("two", UniversePhase.Forming, 2));
        links.Apply(Snapshot("two", UniversePhase.Running, 3));
        Assert.True(remote.TryGetPeer(Other)!.IsDead(Other.Incarnation));
    }

    /// <summary>Seen to fail while only members with a link were waited for: one whose messages were on their way lost them.</summary>
    [Fact]
    public async Task WhenDrained_MemberWithoutALink_IsWaitedFor()
    {
        await using var members = new TestMembers();
        var remote = (await members.StartAsync("a")).Remote;
        using var links = new MemberLinks(remote, NullLogger.Instance);
        links.Apply(Snapshot("one", UniversePhase.Running, 1, Other));
        var drained = links.WhenDrainedAsync(2 * TestMembers.Patience, default);
        Assert.False(drained.IsCompleted);
        links.Apply(Snapshot("one", UniversePhase.Running, 2)); // nobody is left
        await drained.WaitAsync(TestMembers.Patience);
    }

    /// <summary>Two leave at once, and the other one has gone first. Seen to fail while it was waited for, as one that has no link yet.</summary>
    [Fact]
    public async Task WhenDrained_MemberThatIsDeadHere_IsNotWaitedFor()
    {
        await using var members = new TestMembers();
        var remote = (await members.StartAsync("a")).Remote;
        using var links = new MemberLinks(remote, NullLogger.Instance);
        links.Apply(Snapshot("one", UniversePhase.Running, 1, Other));
        remote.TryGetPeer(Other)!.DeclareDead(Other.Incarnation, "it has left", inOrder: true);
        Assert.True(links.WhenDrainedAsync(2 * TestMembers.Patience, default).IsCompleted);
    }

    private static MembershipSnapshot Snapshot(string universe, UniversePhase phase, ulong epoch, params NodeAddress[] members) =>
        new(universe, phase, epoch, [.. members.Select(static address => new Member(address.System, address, MemberState.Active))], [], new Dictionary<string, NodeAddress>());
}
