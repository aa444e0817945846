using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests.Links;

/// <summary>What a peer can make a node read, log, keep and wait for, with the secret and without it.</summary>
public sealed class HostilePeerTests
{
    private static readonly byte[] Garbage = [0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF];
    private static readonly byte[] NoFrame = [0x47, 0x45, 0x54, 0x20, 0x2F, 0x20, 0x48, 0x54]; // "GET / HT"

    public static TheoryData<string, bool, bool> Stages
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (string stage in new[] { "hello", "proof", "control", "data", "client" })
            {
                foreach (bool framed in new[] { true, false })
                {
                    data.Add(stage, framed, false);
                    data.Add(stage, framed, true);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// Garbage in the place of Hello, of Proof and after Welcome, on each kind of stream, over memory and over gRPC. Seen to
    /// fail with LinkReader's and Acceptor's handling of FrameFormatException taken out.
    /// </summary>
    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Garbage_AtAnyStage_IsRefusedCountedLoggedOnceAndHurtsNobodyElse(string stage, bool framed, bool grpc)
    {
        await using var cluster = new TestCluster();
        await using var node = await TestNode.StartAsync("b", grpc ? null : cluster.Transport("b"));
        await using var healthy = await TestNode.StartAsync("a", grpc ? null : cluster.Transport("a"));
        node.SpawnAdder();
        Assert.Equal(2, await healthy.AddAsync(node, 1));
        await using ILinkTransport transport = grpc ? new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance) : cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        await using var data = await RawPeer.ConnectAsync(transport, node);
        var spoiled = stage == "data" ? data : raw;
        switch (stage)
        {
            case "proof":
                await raw.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
                Assert.NotNull((await raw.ReadAsync()).Challenge);
                break;
            case "client":
                Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
                break;
            case "control" or "data":
                var welcome = await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Control));
                var hello = RawPeer.HelloOf(node, StreamKind.Data);
                hello.Session = welcome.Session;
                Assert.NotNull(await data.ShakeHandsAsync(hello));
                break;
        }

        await spoiled.SendAsync(framed ? Garbage : NoFrame);
        Assert.Equal(RejectReason.Malformed, (await raw.ReadRejectAsync()).Reason);
        Assert.Equal(1, node.Remote.Counters.Refusals[nameof(RejectReason.Malformed)]);
        Assert.Equal(1, node.Log.Count(2006));
        Assert.Equal(3, await healthy.AddAsync(node, 2));
        Assert.Equal(1, healthy.Log.Count(2001));
    }

    /// <summary>Whoever has no secret cannot fill the log. Fails when PeerText.Of in Acceptor.CheckHello gives its text back: then the refusal is larger than a frame of the handshake.</summary>
    [Fact]
    public async Task Hello_WithAHugeClusterName_IsRefusedInOneShortLine()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Client);
        hello.Cluster = "x\n" + new string('y', HandshakeStream.MaxFrameBytes - 200);
        await raw.SendAsync(new Frame { Hello = hello });
        var reject = await raw.ReadRejectAsync();
        Assert.Equal(RejectReason.Cluster, reject.Reason);
        string line = await node.Log.WaitForAsync(2006);
        Assert.True(line.Length < 2 * PeerText.MaxLength);
        Assert.DoesNotContain('\n', line);
    }

    /// <summary>A node whose dial is refused for a reason that only the other side can see: tried again, counted each time, logged once.</summary>
    [Theory]
    [InlineData(nameof(RejectReason.Version))]
    [InlineData(nameof(RejectReason.Universe))]
    [InlineData(nameof(RejectReason.Malformed))]
    [InlineData(nameof(RejectReason.FrameTooLarge))]
    [InlineData(nameof(RejectReason.Limit))]
    public async Task Dial_RefusedByThePeer_IsCountedEachTimeAndLoggedOnce(string reason)
    {
        await using var cluster = new TestCluster();
        await using var peer = cluster.Transport("peer");
        var fourth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int dials = 0;
        int port = await peer.ListenAsync("127.0.0.1", 0, RefuseAsync, default);
        var node = await cluster.StartAsync("a");
        node.System.Resolve<Number>($"actors://peer@127.0.0.1:{port}/user/x").Tell(new Number(1));
        await fourth.Task.WaitAsync(TestNode.Patience);
        Assert.Contains("for this test", await node.Log.WaitForAsync(2003), StringComparison.Ordinal);
        Assert.Equal(1, node.Log.Count(2003));
        Assert.True(node.Remote.Counters.RefusalsByPeers[reason] >= 3);

        async Task RefuseAsync(ILinkStream stream)
        {
            var frames = new HandshakeStream(stream);
            Assert.NotNull((await frames.ReadAsync(default)).Hello);
            await frames.WriteAsync(new Frame { Reject = new Reject { Reason = Enum.Parse<RejectReason>(reason), Detail = "refused for this test" } }, default);
            if (Interlocked.Increment(ref dials) == 4) fourth.TrySetResult();
        }
    }

    /// <summary>The refused side of an agreed session. Fails when Session.OnReject does not call RemoteNode.OnRefusedByPeer.</summary>
    [Theory]
    [InlineData(nameof(RejectReason.FrameTooLarge))]
    [InlineData(nameof(RejectReason.Malformed))]
    public async Task Session_RefusedByThePeer_IsCountedEachTimeAndLoggedOnce(string reason)
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        for (int i = 1; i <= 3; i++)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
            await raw.SendAsync(new Frame { Reject = new Reject { Reason = Enum.Parse<RejectReason>(reason), Detail = "that was\ntoo much" } });
            await node.Log.WaitForAsync(2002, i);
            Assert.Equal(i, node.Remote.Counters.RefusalsByPeers[reason]);
        }

        Assert.Equal(1, node.Log.Count(2007));
        Assert.DoesNotContain('\n', await node.Log.WaitForAsync(2007));
    }

    /// <summary>Fails when InboundControl answers pings whatever waits: the answers then pile up without end.</summary>
    [Fact]
    public async Task Pings_WithoutReadingTheAnswers_EndTheSession()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxPendingControl = 1000, MaxPingsPerSecond = int.MaxValue });
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        using var pings = new WireBuffer(256, 1024 * 1024);
        for (ulong i = 1; i <= 1000; i++) FrameWriter.WritePing(pings, i, 0);
        byte[] bytes = pings.WrittenMemory.ToArray();
        var refused = node.Log.WaitForAsync(2006);
        while (!refused.IsCompleted) await Task.WhenAny(refused, raw.SendAsync(bytes));
        Assert.Contains(nameof(RemoteOptions.MaxPendingControl), await refused, StringComparison.Ordinal);
        Assert.Equal(1, node.Remote.Counters.Refusals["Limit"]);
    }

    /// <summary>
    /// Two things see to it: generated codecs wrap whatever is thrown while they read, and InboundBatches catches what a
    /// codec written by hand lets through. Taking only the second away does not fail this test.
    /// </summary>
    [Fact]
    public async Task Message_WhoseConstructorThrows_IsADeadLetterAndTheSessionGoesOn()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var inbox = node.SpawnInbox<Picky>("picky");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var letter = node.NextDeadLetter(DeadLetterReason.MalformedMessage);
        var batch = new Batch();
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/picky" });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.picky" });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x91, 0xFF) });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x91, 0x05) });
        await raw.SendAsync(new Frame { Batch = batch });
        Assert.Equal(new Picky(5), await inbox.NextAsync());
        Assert.EndsWith("/user/picky", (await letter).Target, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Log.Lines, line => line.Id == 2002 || line.Level > LogLevel.Warning);
    }
}
