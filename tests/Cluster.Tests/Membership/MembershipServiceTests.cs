namespace Actors.Cluster.Tests;

public sealed class MembershipServiceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Start_FirstNode_FoundsTheClusterAndServesEverything()
    {
        var world = new SimWorld(1) { KeepLog = true };
        var node = world.Start("a");
        Assert.True(world.RunUntil(world.IsFullyServed, 5 * Second), world.Log);
        Assert.Equal(MemberState.Active, node.Service.State);
        Assert.Equal(node.Service.Self, node.Service.OwnerOf(3).Owner);
        Assert.NotEqual(0UL, node.Service.Self.Incarnation);
    }

    [Fact]
    public void Start_ThreeNodes_SplitTheShardsEvenly()
    {
        var world = new SimWorld(1, shards: 9) { KeepLog = true };
        foreach (string name in (string[])["a", "b", "c"]) world.Start(name);
        bool even = world.RunUntil(() => world.IsFullyServed() && world.Nodes.All(n => Enumerable.Range(0, 9).Count(s => n.Service.Owns(s, out _)) == 3), 20 * Second);
        Assert.True(even, world.Violation + world.Log);
        Assert.Null(world.Violation);
    }
}
