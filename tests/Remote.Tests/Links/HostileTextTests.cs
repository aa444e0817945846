using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>What a peer's text does to this node's log.</summary>
public sealed class HostileTextTests
{
    private const string Bad = "/user/a\n2026-01-01 everything is fine\u001b[2J";

    /// <summary>
    /// Whoever knows no secret gets one line, whatever it says and however often. Seen to fail while the peer's own text made a
    /// line news.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reject_OfStrangers_IsLoggedOnce(bool afterHello)
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        for (int i = 0; i < 40; i++)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            if (afterHello)
            {
                await raw.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
                Assert.NotNull((await raw.ReadAsync()).Challenge);
            }

            await raw.SendAsync(new Frame { Reject = new Reject { Reason = (RejectReason)(1000 + i), Detail = $"{Bad} {i}" } });
            await Assert.ThrowsAsync<LinkException>(() => raw.ReadAsync());
        }

        var line = Assert.Single(node.Log.Lines, line => line.Id is 2006 or 2007);
        Assert.DoesNotContain(line.Text, char.IsControl);
        Assert.Equal(40, node.Remote.Counters.RefusalsByPeers.Values.Sum());
    }

    /// <summary>Seen to fail while Session.Refuse logged the text of an exception as it was, which quotes the path.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Path_WithControlCharacters_IsRefusedInOneLine(bool control)
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        await raw.SendAsync(control
            ? new Frame { Control = new Control { Sequence = 1, Watch = new Watch { Target = new ActorId { Path = Bad } } } }
            : new Frame { Batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = Bad } } } });
        Assert.Equal(RejectReason.Malformed, (await raw.ReadRejectAsync()).Reason);
        Assert.DoesNotContain(await node.Log.WaitForAsync(2006), char.IsControl);
        Assert.DoesNotContain(await node.Log.WaitForAsync(2010), char.IsControl);
    }

    /// <summary>The same of a ref within a message.</summary>
    [Fact]
    public async Task Ref_WithControlCharacters_IsAMalformedMessageInOneLine()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        node.SpawnInbox<Pass>("inbox");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        using var payload = new WireBuffer(256, 4096);
        var writer = new MessagePackWriter(payload, null);
        writer.BeginArray(2);
        writer.WriteString(Bad);
        writer.WriteInt64(1);
        writer.End();
        var batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = "/user/inbox" } }, Types_ = { new TypeDefinition { Id = 1, Name = "nodes.pass" } } };
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(payload.WrittenSpan) });
        await raw.SendAsync(new Frame { Batch = batch });
        Assert.DoesNotContain(await node.Log.WaitForAsync(2009), char.IsControl);
    }
}
