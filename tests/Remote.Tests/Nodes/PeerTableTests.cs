using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Google.Protobuf;

namespace Actors.Remote.Tests.Nodes;

/// <summary>The table of peers, which is bounded.</summary>
public sealed class PeerTableTests
{
    /// <summary>
    /// Names of nodes that nobody has ever met take no place for good. Seen to fail while only a peer that was dead could be
    /// forgotten: the third node was refused.
    /// </summary>
    [Fact]
    public async Task Refs_ToInventedNodes_DoNotKeepOthersOut()
    {
        await using var cluster = new TestCluster();
        var b = await cluster.StartAsync("b", TestNode.Options with { MaxPeers = 20 });
        var a = await cluster.StartAsync("a");
        var inbox = b.SpawnInbox<Pass>("inbox");
        b.SpawnAdder();
        var target = a.Ref<Pass>(b, "inbox");
        for (int i = 0; i < 40; i++)
        {
            target.Tell(new Pass(a.System.Resolve<Number>($"actors://none@10.9.9.{i + 1}:4000/user/x"), i));
            Assert.Equal(i, (await inbox.NextAsync()).Value);
        }

        var c = await cluster.StartAsync("c");
        Assert.Equal(2, await c.AddAsync(b, 1));
        Assert.InRange(b.Remote.Peers.Count, 2, 20);
    }

    /// <summary>A ref that has been held since before its node was met, and was then pushed out, works when it is used. Seen to fail with a RemoteTarget that keeps the forgotten peer.</summary>
    [Fact]
    public async Task Ref_WhosePeerWasForgotten_WorksWhenItIsUsed()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { MaxPeers = 4 });
        var b = await cluster.StartAsync("b");
        b.SpawnAdder();
        var plain = a.Ref<Number>(b, "adder");
        var pinned = a.Pinned<Number>(b, "adder");
        for (int i = 0; i < 40; i++) a.System.Resolve<Number>($"actors://none@10.9.9.{i + 1}:4000/user/x");
        Assert.Equal(new Number(2), await plain.Ask<Number, Number>(new Number(1), TestNode.Patience));
        Assert.Equal(new Number(3), await pinned.Ask<Number, Number>(new Number(2), TestNode.Patience));
        Assert.True(plain.IsAlive && pinned.IsAlive);
        Assert.Equal(plain, a.Ref<Number>(b, "adder"));
        var ended = ActorSystem.WhenTerminated(plain);
        ActorSystem.Stop(pinned);
        await ended.WaitAsync(TestNode.Patience);
    }

    /// <summary>A client that is let in when the node has begun another life meanwhile leaves no peer behind. Seen to fail: it stayed until the table was full.</summary>
    [Fact]
    public async Task Client_WhoseHandshakeEndsInAnotherLifeOfTheNode_IsForgotten()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Client);
        await raw.SendAsync(new Frame { Hello = hello });
        var challenge = (await raw.ReadAsync()).Challenge;
        node.Remote.ChangeIncarnation(2);
        byte[] proof = Credentials.DiallerProof(TestNode.Options, hello, challenge);
        var cut = await Assert.ThrowsAsync<LinkException>(async () =>
        {
            await raw.SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(proof) } }); // the node may have cut the link before this ends
            while (true) await raw.ReadAsync();
        });
        Assert.Contains("replaced", cut.Message, StringComparison.Ordinal);
        Assert.Empty(node.Remote.Peers);
    }
}
