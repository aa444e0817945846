using Actors.Cluster.Tests.Nodes;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>Virtual actors as a process sees them that is no member.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Client_AskingVirtualActors_IsAnsweredWhereverTheyAre()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var client = await members.ConnectLibraryClientAsync(a, b);
        await using var system = client.System;
        foreach (var owner in (ClusterNode[])[b, a])
        {
            string key = TestMembers.KeyOf(owner);
            Assert.Equal(new Here(owner.System.Name, key, 7), await client.Get<Where>("where", key).Ask<Where, Here>(new Where(7), TestMembers.Patience));
        }

        Assert.Equal(a.Self, client.ConnectedTo);
        Assert.Single(client.Peers);
    }

    [Fact]
    public async Task Client_WhoseNodeLeaves_GoesOnWithTheOther()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var client = await members.ConnectLibraryClientAsync(a, b);
        await using var system = client.System;
        string key = TestMembers.KeyOf(a);
        var actor = client.Get<Where>("where", key);
        Assert.Equal("a", (await actor.Ask<Where, Here>(new Where(1), TestMembers.Patience)).System);
        Assert.True(await a.LeaveAsync(TestMembers.Patience));
        await a.DisposeAsync();
        Assert.Equal("b", (await actor.Ask<Where, Here>(new Where(2), TestMembers.Patience)).System);
        Assert.Equal(b.Self, client.ConnectedTo);
    }

    /// <summary>Its owner could not answer and would dial in vain.</summary>
    [Fact]
    public async Task Sender_OfAClient_IsNotNamedToAnotherNode()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var client = await members.ConnectLibraryClientAsync(a);
        await using var system = client.System;
        var own = system.Spawn(Props.FromBehavior(Behavior.Empty<Here>()), "own");
        var actor = client.Get<Where>("where", TestMembers.KeyOf(b));
        actor.Tell(new Where(1), own);
        Assert.Equal(2, (await actor.Ask<Where, Here>(new Where(2), TestMembers.Patience)).Number); // behind it
        Assert.DoesNotContain(b.Remote.Peers, peer => peer.Address.System == "client");
    }
}
