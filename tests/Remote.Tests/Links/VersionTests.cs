using Actors.Remote.Proto;
using Actors.Remote.Tests.Clients;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>Nodes of different builds: the version is the highest that both speak, or each says why there is none.</summary>
public sealed class VersionTests
{
    /// <summary>Fails when the acceptor answers with its own highest, or the dialler with the session of another version.</summary>
    [Theory]
    [InlineData(1, 2, 1, 1, 1)]
    [InlineData(1, 1, 1, 2, 1)]
    [InlineData(1, 3, 2, 4, 3)]
    [InlineData(2, 4, 1, 3, 3)]
    [InlineData(1, 2, 1, 2, 2)]
    public async Task Connect_WithAVersionInCommon_SpeaksTheHighest(uint min, uint max, uint otherMin, uint otherMax, uint agreed)
    {
        await using var cluster = new TestCluster(dataStreams: 2);
        var (a, b) = (await cluster.StartAsync("a", Speaking(min, max)), await cluster.StartAsync("b", Speaking(otherMin, otherMax)));
        a.SpawnAdder();
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.Equal(3, await b.AddAsync(a, 2));
        Assert.Equal((agreed, agreed), (a.Remote.TryGetPeer(b.Remote.Self)!.Session!.Version, b.Remote.TryGetPeer(a.Remote.Self)!.Session!.Version));
        var watched = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        ActorSystem.Stop(a.Ref<Number>(b, "adder"));
        await watched.WaitAsync(TestNode.Patience);
    }

    [Fact]
    public async Task Client_OfAnOlderVersion_IsLetIn()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Speaking(1, 2));
        node.SpawnAdder();
        await using var client = await TestClient.ConnectAsync(cluster, node);
        var adder = client.System.Resolve<Number>(node.AddressOf("adder"));
        Assert.Equal(new Number(2), await adder.Ask<Number, Number>(new Number(1), TestNode.Patience));
    }

    /// <summary>Both log both ranges, whichever dials.</summary>
    [Theory]
    [InlineData(2, 3, 1, 1, "protocol version 1, the peer 2 to 3")]
    [InlineData(1, 1, 2, 3, "protocol version 2 to 3, the peer 1;")]
    [InlineData(2, 2, 1, 1, "protocol version 1, the peer 2;")]
    public async Task Connect_WithNoVersionInCommon_BothSayWhy(uint min, uint max, uint otherMin, uint otherMax, string expected)
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", Speaking(min, max)), await cluster.StartAsync("b", Speaking(otherMin, otherMax)));
        a.Ref<Number>(b, "adder").Tell(new Number(1));
        Assert.Contains(expected, await a.Log.WaitForAsync(2003), StringComparison.Ordinal);
        Assert.Contains(expected, await b.Log.WaitForAsync(2006), StringComparison.Ordinal);
        Assert.True(a.Remote.Counters.RefusalsByPeers["Version"] >= 1);
        Assert.True(b.Remote.Counters.Refusals["Version"] >= 1);
    }

    /// <summary>Fails (the session is agreed on) when the dialler takes whatever version it is answered with.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Acceptor_ThatAnswersWithAVersionNotNamed_IsRefusedAndHearsWhy(uint version)
    {
        await using var cluster = new TestCluster();
        await using var raw = await RawAcceptor.StartAsync(cluster.Transport("raw"), version);
        var node = await cluster.StartAsync("a", Speaking(1, 2));
        node.System.Resolve<Number>($"actors://raw@127.0.0.1:{raw.Port}/user/x").Tell(new Number(1));
        string expected = $"answers with protocol version {version}; {node.Remote.Self.Endpoint} speaks 1 to 2";
        Assert.Contains(expected, await node.Log.WaitForAsync(2003), StringComparison.Ordinal);
        Assert.Contains(expected, await node.Log.WaitForAsync(2006), StringComparison.Ordinal);
        var heard = await raw.Refused;
        Assert.Equal(RejectReason.Version, heard.Reason);
        Assert.Contains(expected, heard.Message, StringComparison.Ordinal);
        Assert.Equal(0, node.Log.Count(2001));
    }

    /// <summary>One session is one version. Fails when AcceptDataAsync does not compare.</summary>
    [Fact]
    public async Task DataStream_OfAnotherVersionThanItsSession_IsRefused()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Speaking(1, 2));
        await using var transport = cluster.Transport("raw");
        await using var control = await RawPeer.ConnectAsync(transport, node);
        await using var data = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = (await control.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Control))).Session;
        hello.VersionMax = 2;
        await data.SendAsync(new Frame { Hello = hello });
        var challenge = (await data.ReadAsync()).Challenge;
        Assert.Equal(2u, challenge.Version);
        await data.SendAsync(new Frame { Proof = new Proof { Proof_ = Google.Protobuf.ByteString.CopyFrom(Credentials.DiallerProof(TestNode.Options, hello, challenge)) } });
        Assert.Equal(RejectReason.Version, (await data.ReadRejectAsync()).Reason);
    }

    private static RemoteOptions Speaking(uint min, uint max) => TestNode.Options with { Versions = new ProtocolVersions(min, max) };
}
