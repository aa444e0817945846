using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Links;

/// <summary>What is wrong is refused with a reason, is counted, is logged once, and hurts nobody else.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string> BadHellos => ["version", "cluster", "node", "incarnation", "kind", "nonce", "not hello", "no node", "session", "universe", "own address", "tiny frames"];

    [Theory]
    [MemberData(nameof(BadHellos))]
    public async Task Handshake_Wrong_IsRefusedWithTheReason(string what)
    {
        await using var cluster = new TestCluster();
        var (node, healthy) = (await cluster.StartAsync("b"), await cluster.StartAsync("a"));
        node.Remote.Universe = "one";
        node.SpawnAdder();
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, what == "session" ? StreamKind.Data : StreamKind.Control);
        var expected = RejectReason.Malformed;
        bool late = false;
        switch (what)
        {
            case "version": (hello.VersionMin, hello.VersionMax, expected) = (2, 3, RejectReason.Version); break;
            case "cluster": (hello.Cluster, expected) = ("other", RejectReason.Cluster); break;
            case "node": (hello.Peer.System, expected) = ("somebody", RejectReason.WrongNode); break;
            case "incarnation": (hello.Peer.Incarnation, expected) = (99, RejectReason.WrongNode); break;
            case "kind": (hello.Kind, late) = ((StreamKind)9, true); break;
            case "nonce": hello.Nonce = ByteString.CopyFrom(1, 2, 3); break;
            case "no node": (hello.Node, late) = (null, true); break;
            case "session": (hello.Session, expected, late) = (ByteString.CopyFrom(RawPeer.Nonce), RejectReason.UnknownSession, true); break;
            case "universe": (hello.Universe, expected) = ("two", RejectReason.Universe); break;
            case "own address": (hello.Node, expected, late) = (NodeIds.Of(node.Remote.Self), RejectReason.WrongNode, true); break;
            case "tiny frames": (hello.MaxFrameBytes, expected) = (Session.LeastFrameBytes - 1, RejectReason.Limit); break;
        }

        await raw.SendAsync(what == "not hello" ? new Frame { Ping = new Ping() } : new Frame { Hello = hello });
        if (late)
        {
            var challenge = (await raw.ReadAsync()).Challenge;
            await raw.SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(TestNode.Options, hello, challenge)) } });
        }

        var reject = await raw.ReadRejectAsync();
        Assert.Equal(expected, reject.Reason);
        Assert.NotEmpty(reject.Detail);
        Assert.Equal(1, node.Remote.Counters.Refusals[expected.ToString()]);
        Assert.Single(node.Log.Lines, line => line.Id == 2006);
        Assert.Equal(2, await healthy.AddAsync(node, 1));
    }

    [Fact]
    public async Task Handshake_WithAnotherSecret_TheRefusedSideLogsItOnceAndOthersAreUnaffected()
    {
        await using var cluster = new TestCluster();
        var (node, healthy) = (await cluster.StartAsync("b"), await cluster.StartAsync("a"));
        node.SpawnAdder();
        await using var transport = cluster.Transport("raw");
        for (int i = 0; i < 5; i++)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            await raw.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
            Assert.NotNull((await raw.ReadAsync()).Challenge);
            await raw.SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(RawPeer.Nonce) } });
            Assert.Equal(RejectReason.Secret, (await raw.ReadRejectAsync()).Reason);
            Assert.Equal(i + 2, await healthy.AddAsync(node, i + 1));
        }

        Assert.Equal(5, node.Remote.Counters.Refusals["Secret"]);
        Assert.Single(node.Log.Lines, line => line.Id == 2006);
    }

    /// <summary>Of two real nodes: the one that is refused tries on, and logs the reason once.</summary>
    [Theory]
    [InlineData("cluster")]
    [InlineData("secret")]
    public async Task Dial_Refused_LogsOnceHoweverOftenItTries(string what)
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var wrong = await cluster.StartAsync("w", what == "cluster" ? TestNode.Options with { Cluster = "other" } : TestNode.Options with { Secret = "not the one of the others" });
        var healthy = await cluster.StartAsync("a");
        node.SpawnAdder();
        wrong.Ref<Number>(node, "adder").Tell(new Number(1));
        string line = await wrong.Log.WaitForAsync(2003);
        Assert.Contains(what == "cluster" ? "cluster 'default'" : "secret", line, StringComparison.Ordinal);
        for (int i = 0; i < 200; i++) await healthy.AddAsync(node, i);
        Assert.Equal(1, wrong.Log.Count(2003));
        if (what == "cluster")
        {
            Assert.True(wrong.Remote.Counters.RefusalsByPeers["Cluster"] >= 1);
            return;
        }

        // The dialler sees first that the secrets differ, refuses, and says so to the other side.
        await node.Log.WaitForAsync(2007);
        Assert.True(wrong.Remote.Counters.Refusals["Secret"] >= 1);
        Assert.True(node.Remote.Counters.RefusalsByPeers["Secret"] >= 1);
        Assert.Equal(1, node.Log.Count(2007));
    }

    public static TheoryData<string> BadFrames => ["garbage", "oversized", "undefined target", "undefined type", "table id", "control gap", "no sequence", "hello again", "bad path", "truncated"];

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task Frame_Wrong_EndsThatSessionWithTheReasonAndNoOther(string what)
    {
        await using var cluster = new TestCluster();
        var (node, healthy) = (await cluster.StartAsync("b"), await cluster.StartAsync("a"));
        node.SpawnAdder();
        Assert.Equal(2, await healthy.AddAsync(node, 1));
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var expected = RejectReason.Malformed;
        switch (what)
        {
            case "garbage": await raw.SendAsync([0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]); break;
            case "oversized": expected = RejectReason.FrameTooLarge; await raw.SendAsync([0, 0x7F, 0, 0, 0]); break;
            case "undefined target": await SendBatchAsync(raw, batch => { batch.Targets.Clear(); }); break;
            case "undefined type": await SendBatchAsync(raw, batch => { batch.Types_.Clear(); }); break;
            case "table id": expected = RejectReason.Limit; await SendBatchAsync(raw, batch => { batch.Targets[0].Id = 1_000_000; }); break;
            case "control gap": await raw.SendAsync(new Frame { Control = new Control { Sequence = 5, Unwatch = new Unwatch { Target = new ActorId { Path = "/user/adder" } } } }); break;
            case "no sequence": await raw.SendAsync(new Frame { Control = new Control { Unwatch = new Unwatch { Target = new ActorId { Path = "/user/adder" } } } }); break;
            case "hello again": await raw.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) }); break;
            case "bad path": await SendBatchAsync(raw, batch => { batch.Targets[0].Path = "/user/ no such path"; }); break;
            case "truncated": await raw.SendAsync([0, 0, 0, 0, 3, 0x3A, 0x10, 0x22]); break;
        }

        var reject = await raw.ReadRejectAsync();
        Assert.Equal(expected, reject.Reason);
        Assert.Equal(1, node.Remote.Counters.Refusals[expected.ToString()]);
        Assert.Single(node.Log.Lines, line => line.Id == 2006);
        Assert.Equal(3, await healthy.AddAsync(node, 2));
        Assert.Equal(1, healthy.Log.Count(2001));
    }

    [Fact]
    public async Task Message_WithAnIdThatIsNotRegisteredThere_TheSenderHearsItOnceAndAsksFail()
    {
        await using var cluster = new TestCluster();
        var few = new MessageManifest("few", [.. CorpusMessages.Manifest.Codecs.Where(codec => codec.Id == "nodes.number")]);
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", TestNode.Options with { Messages = [few] }));
        b.SpawnAdder();
        b.SpawnInbox<Blob>("blobs");
        var blobs = a.Ref<Blob>(b, "blobs");
        var letters = b.NextDeadLetter(DeadLetterReason.UnknownMessage);
        for (int i = 0; i < 10; i++) blobs.Tell(new Blob([1]));
        await letters;
        var error = await Assert.ThrowsAsync<DeadActorException>(() => blobs.Ask<Blob, Number>(new Blob([1]), TestNode.Patience).AsTask());
        Assert.Equal(DeadLetterReason.UnknownMessage, error.Reason);
        Assert.Contains("nodes.blob", await a.Log.WaitForAsync(2007), StringComparison.Ordinal);
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.Equal(1, a.Log.Count(2007));
        Assert.Equal(1, a.Remote.Counters.RefusalsByPeers["UnknownMessage"]);
        Assert.Equal(1, a.Log.Count(2001));
    }

    [Fact]
    public async Task Handshake_WithoutAWord_IsRefusedAfterTheTimeout()
    {
        var time = new Actors.TestKit.VirtualTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options, time);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        time.AdvanceBy(TestNode.Options.HandshakeTimeout);
        Assert.Equal(RejectReason.Limit, (await raw.ReadRejectAsync()).Reason);
    }

    [Fact]
    public async Task Peers_MoreThanAllowed_AreRefused()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxPeers = 2 });
        await using var transport = cluster.Transport("raw");
        await using var one = await RawPeer.ConnectAsync(transport, node);
        await using var two = await RawPeer.ConnectAsync(transport, node);
        await using var three = await RawPeer.ConnectAsync(transport, node);
        await one.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
        await two.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
        var hello = RawPeer.HelloOf(node, StreamKind.Client);
        await three.SendAsync(new Frame { Hello = hello });
        var challenge = (await three.ReadAsync()).Challenge;
        await three.SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(TestNode.Options, hello, challenge)) } });
        var reject = await three.ReadRejectAsync();
        Assert.Equal(RejectReason.Limit, reject.Reason);
        Assert.Contains("MaxPeers", reject.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_TellsAsksAndWatches()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        node.SpawnAdder();
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
        await SendBatchAsync(raw, static batch => batch.Envelopes[0].Ask = 77);
        var reply = (await raw.ReadAsync()).Batch.Envelopes[0];
        Assert.Equal(77ul, reply.Reply);
        Assert.Equal(new Number(42), Payload.Read<Number>(reply.Payload.Span));
        await raw.SendAsync(new Frame { Control = new Control { Sequence = 1, Watch = new Watch { Target = new ActorId { Path = "/user/nobody" } } } });
        Assert.Equal("/user/nobody", (await raw.ReadAsync()).Control.Terminated.Target.Path);
        Assert.DoesNotContain(node.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    /// <summary>A number for the adder, spoiled by <paramref name="change"/>.</summary>
    private static Task SendBatchAsync(RawPeer raw, Action<Batch> change)
    {
        var batch = new Batch();
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/adder" });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.number" });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(Payload.Of(new Number(41))) });
        change(batch);
        return raw.SendAsync(new Frame { Batch = batch });
    }
}
