using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Clients;

public sealed class RemoteClientTests
{
    [Fact]
    public async Task Client_TellsAsksAndWatches_WithoutAnAddress()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var inbox = node.SpawnInbox<Number>("inbox");
        var adder = node.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, node);
        Assert.Equal(node.Remote.Self, client.Client.ConnectedTo);

        client.Ref<Number>("inbox").Tell(new Number(1));
        await client.Ref<Number>("inbox").TellAsync(new Number(2));
        Assert.Equal(new Number(1), await inbox.NextAsync());
        Assert.Equal(new Number(2), await inbox.NextAsync());
        Assert.Equal(42, await client.AddAsync(41));

        var ended = ActorSystem.WhenTerminated(client.Ref<Number>("adder"));
        Assert.Equal(43, await client.AddAsync(42)); // behind the watch
        Assert.False(ended.IsCompleted);
        ActorSystem.Stop(adder);
        await ended.WaitAsync(TestNode.Patience);
        Assert.Equal(0, client.System.DeadLetters.Total + node.System.DeadLetters.Total);
    }

    /// <summary>A ref of the node that comes in a message leads through the connection there is.</summary>
    [Fact]
    public async Task Client_AskingWithARefToReplyTo_IsAnsweredAndMayUseTheRefsItGets()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        node.Spawn<Greet>("greeter", static (context, greet) =>
        {
            greet.ReplyTo.Tell(new Greeting($"Hello {greet.Name}", context.Self));
            return Behavior.Same<Greet>();
        });
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var first = await client.Ref<Greet>("greeter").Ask<Greet, Greeting>(replyTo => new("Ada", replyTo), TestNode.Patience);
        var second = await first.From!.Ask<Greet, Greeting>(replyTo => new("Bob", replyTo), TestNode.Patience);
        Assert.Equal(("Hello Ada", "Hello Bob"), (first.Text, second.Text));
        Assert.StartsWith(node.AddressOf("greeter"), first.From!.ToString(), StringComparison.Ordinal);
        Assert.Single(client.Client.Peers);
    }

    /// <summary>What an outsider got as a ref it may send back, to the same node and to another.</summary>
    [Fact]
    public async Task Client_PassingOnRefsOfNodes_TheyWorkThere()
    {
        await using var cluster = new TestCluster();
        var (node, other) = (await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        var inbox = node.SpawnInbox<Number>("inbox");
        foreach (var at in new[] { node, other })
        {
            at.Spawn<Pass>("passer", static (_, pass) =>
            {
                pass.To.Tell(new Number(pass.Value));
                return Behavior.Same<Pass>();
            });
        }

        await using var client = await TestClient.ConnectAsync(cluster, node);
        client.Ref<Pass>("passer").Tell(new Pass(client.Ref<Number>("inbox"), 1));
        Assert.Equal(new Number(1), await inbox.NextAsync());
        client.Client.Resolve<Pass>(other.AddressOf("passer")).Tell(new Pass(client.Ref<Number>("inbox"), 2)); // dials that node
        Assert.Equal(new Number(2), await inbox.NextAsync());
        Assert.Equal(2, client.Client.Peers.Count);
    }

    [Fact]
    public async Task Actor_OfAClient_ThatIsTheSender_IsToldInReturn()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        node.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var inbox = client.SpawnInbox<Number>("inbox");
        client.Ref<Number>("adder").Tell(new Number(1), inbox.Self);
        Assert.Equal(new Number(2), await inbox.NextAsync());
    }

    [Fact]
    public async Task Ref_OfAClientsOwnActorInAMessage_IsRefusedSayingWhy()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var own = client.SpawnInbox<Number>("own").Self;
        var target = client.Ref<Pass>("passer");
        var error = await Assert.ThrowsAsync<MessageFormatException>(async () => await target.Ask<Pass, Number>(_ => new Pass(own, 1), TestNode.Patience));
        Assert.Contains("/user/own is an actor of a client, which has no address", error.Message, StringComparison.Ordinal);
        var dead = client.NextDeadLetter();
        target.Tell(new Pass(own, 1));
        Assert.Equal(DeadLetterReason.NotSerializable, (await dead).Reason);
        await client.Log.WaitForAsync(2008);
    }

    [Fact]
    public async Task ConnectAsync_NobodyThere_NamesEachAddressAndItsProblem()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var error = await Assert.ThrowsAsync<LinkException>(() => TestClient.ConnectAsync(cluster.Transport("client"), TestNode.Options with { Secret = "another secret of some client" }, ["127.0.0.1:7", TestClient.AddressOf(node)]));
        Assert.Contains("127.0.0.1:7: cannot connect", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{TestClient.AddressOf(node)}: the secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(node.Remote.Peers);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("a b:1")]
    [InlineData("a:65536")]
    [InlineData("")]
    public async Task ConnectAsync_WhatIsNoAddress_IsRefused(string address)
    {
        await using var cluster = new TestCluster();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => TestClient.ConnectAsync(cluster.Transport("client"), TestNode.Options, [address]));
        Assert.Contains($"'{address}' is no address such as", error.Message, StringComparison.Ordinal);
    }

    /// <summary>It has no place for them: a spawn would find no parent.</summary>
    [Fact]
    public async Task ConnectAsync_WithKindsToSpawn_IsRefused()
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options.AllowSpawn<Number>("worker", static () => Props.FromBehavior(Behavior.Empty<Number>()));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => TestClient.ConnectAsync(cluster.Transport("client"), options, ["10.0.0.7:1"]));
        Assert.Contains("AllowSpawn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_WithoutAddressesOrAgainOnOneSystem_IsRefused()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var client = await TestClient.ConnectAsync(cluster, node);
        await Assert.ThrowsAsync<ArgumentException>(() => TestClient.ConnectAsync(cluster));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RemoteClient.ConnectAsync(client.System, [TestClient.AddressOf(node)], TestNode.Options, cluster.Transport("x"), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RemoteClient.ConnectAsync(node.System, [TestClient.AddressOf(node)], TestNode.Options, cluster.Transport("x"), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RemoteNode.StartAsync(client.System, TestNode.Options));
    }

    [Fact]
    public async Task DisposeAsync_LeavesNothing()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var inbox = node.SpawnInbox<Number>("inbox");
        var time = new VirtualTime(); // its goodbye may take longer than a second
        var transport = cluster.Transport("client", time);
        await using var client = await TestClient.ConnectAsync(transport, TestNode.Options, [TestClient.AddressOf(node)], time);
        var target = client.Ref<Number>("inbox");
        for (int i = 0; i < 1000; i++) target.Tell(new Number(i));
        await client.Client.DisposeAsync();
        for (int i = 0; i < 1000; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        await node.Log.WaitForAsync(2010); // parted in order
        Assert.Null(client.Client.ConnectedTo);
        await node.KnowsNobodyAsync();
        Assert.Empty(transport.Links.Close());
        var dead = client.NextDeadLetter();
        target.Tell(new Number(1));
        Assert.Equal(DeadLetterReason.ShuttingDown, (await dead).Reason);
        await client.Client.DisposeAsync();
    }

    [Fact]
    public async Task Refs_OfVirtualActors_AreTheSameFromEveryNode()
    {
        await using var cluster = new TestCluster();
        await using var client = await TestClient.ConnectAsync(cluster, await cluster.StartAsync("b"));
        var actor = client.Client.Get<Number>("word", "to be");
        Assert.Equal("/cluster/word/to%20be", actor.ToString());
        Assert.Equal(actor, client.Client.Resolve<Number>("/cluster/word/to%20be"));
        Assert.Equal(actor, client.System.Resolve<Number>("/cluster/word/to%20be"));
        Assert.Throws<InvalidActorPathException>(() => client.Client.Get<Number>("a/b", "c"));
        var error = await Assert.ThrowsAsync<DeadActorException>(async () => await actor.Ask<Number, Number>(new Number(1), TestNode.Patience)); // a node without a cluster
        Assert.NotEqual(DeadLetterReason.LinkLost, error.Reason);
    }
}
