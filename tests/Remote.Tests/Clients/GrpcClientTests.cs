using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Clients;

/// <summary>The same over real gRPC, as far as the transport may matter.</summary>
public sealed class GrpcClientTests
{
    private static readonly RemoteOptions s_patient = TestNode.Options with { Transport = TestNode.Transport, HandshakeTimeout = TestNode.Patience };

    [Fact]
    public async Task Client_AsksWatchesAndFloods_OverGrpc()
    {
        await using var node = await TestNode.StartAsync("b", null);
        await using var client = await TestClient.ConnectAsync(null, s_patient, [$"localhost:{node.Remote.Self.Port}"], new VirtualTime()); // its goodbye may take longer than a second
        await UseAsync(node, client);
        await client.Client.DisposeAsync();
        await node.Log.WaitForAsync(2010);
        await node.KnowsNobodyAsync();
    }

    [Fact]
    public async Task Client_WithTls_IsLetIn_AndWithoutACertificateItIsNot()
    {
        using var authority = new TestAuthority("authority");
        RemoteOptions Options(string name) => s_patient with { Tls = new RemoteTls { Certificates = new TestCertificates(authority.Issue(name), authority.Root), PeerName = "b" } };
        await using var node = await TestNode.StartAsync("b", null, Options("b"));
        await using var client = await TestClient.ConnectAsync(null, Options("client"), [TestClient.AddressOf(node)]);
        await UseAsync(node, client);
        await Assert.ThrowsAsync<LinkException>(() => TestClient.ConnectAsync(null, TestNode.Options, [TestClient.AddressOf(node)]));
    }

    private static async Task UseAsync(TestNode node, TestClient client)
    {
        const int count = 10_000;
        var adder = node.SpawnAdder();
        var inbox = node.SpawnInbox<Number>("inbox");
        var ended = ActorSystem.WhenTerminated(client.Ref<Number>("adder"));
        for (int i = 0; i < count; i++) await client.Ref<Number>("inbox").TellAsync(new Number(i));
        Assert.Equal(2, await client.AddAsync(1));
        for (int i = 0; i < count; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        ActorSystem.Stop(adder);
        await ended.WaitAsync(TestNode.Patience);
        Assert.Equal(0, client.System.DeadLetters.Total);
    }
}
