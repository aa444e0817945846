using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>Several data streams in one link: how many, what goes where, and that they do not stand in each other's way.</summary>
public sealed class DataStreamTests
{
    /// <summary>Whoever dials.</summary>
    [Theory]
    [InlineData(4, 4, 4)]
    [InlineData(4, 2, 2)]
    [InlineData(1, 16, 1)]
    [InlineData(16, 3, 3)]
    public async Task Link_HasAsManyAsBothNodesWant(int dialler, int acceptor, int agreed)
    {
        await using var network = new TestCluster(0);
        var a = await network.StartAsync("a", TestNode.Options with { DataStreams = dialler });
        var b = await network.StartAsync("b", TestNode.Options with { DataStreams = acceptor });
        for (int i = 0; i < 20; i++) b.SpawnAdder($"adder{i}");
        for (int i = 0; i < 20; i++) Assert.Equal(i + 1, await a.AddAsync(b, i, $"adder{i}"));
        Assert.Equal(agreed, Assert.Single(a.Remote.Peers).DataStreams);
        Assert.Equal(agreed, Assert.Single(b.Remote.Peers).DataStreams);
    }

    /// <summary>A member that knows of no further streams gets one, and a number that was not agreed on is refused, as is one that is taken.</summary>
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(1u, 0u)]
    [InlineData(3u, 3u)]
    [InlineData(99u, 4u)]
    public async Task Member_GetsNoMoreThanItAsksFor(uint asked, uint granted)
    {
        await using var cluster = new TestCluster(4);
        var node = await cluster.StartAsync("b");
        await using var transport = cluster.Transport("raw");
        await using var control = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Control);
        hello.DataStreams = asked;
        var welcome = await control.ShakeHandsAsync(hello);
        Assert.Equal(granted, welcome.DataStreams);
        uint streams = Math.Max(1, granted);
        await Refused(streams);
        if (streams > 1)
        {
            await using var first = await RawPeer.ConnectAsync(transport, node);
            await first.ShakeHandsAsync(Data(0));
            await Refused(0);
        }

        Hello Data(uint index)
        {
            var data = RawPeer.HelloOf(node, StreamKind.Data);
            data.Session = welcome.Session;
            data.DataStream = index;
            return data;
        }

        async Task Refused(uint index)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            await raw.SendAsync(new Frame { Hello = Data(index) });
            var challenge = (await raw.ReadAsync()).Challenge;
            await raw.SendAsync(new Frame { Proof = new Proof { Proof_ = Google.Protobuf.ByteString.CopyFrom(Credentials.DiallerProof(TestNode.Options, Data(index), challenge)) } });
            Assert.Equal(RejectReason.UnknownSession, (await raw.ReadRejectAsync()).Reason);
        }
    }

    /// <summary>
    /// One actor stands still until its stream is not read any more and its share of the sender's queue is full: tellers of it
    /// wait, others of the same peer go on.
    /// </summary>
    [Fact]
    public async Task SlowActor_FillsItsOwnStream_AndOthersGoOn()
    {
        await using var cluster = new TestCluster(4);
        var options = TestNode.Options with { InboundLimitBytes = 64 * 1024, OutboundLimitMessages = 400, BatchBytes = 4096 };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, _) =>
        {
            await gate.Task;
            return Behavior.Same<Blob>();
        })), "slow");
        var slow = a.Ref<Blob>(b, "slow");
        var producing = ProduceAsync(slow);
        while (b.Remote.Counters.InboundPauses == 0 || a.Remote.Peers[0].OutboundMessages < 100) await Task.Yield(); // its share of 400
        int lane = LaneOf(slow), other = 0;
        for (int i = 0; other < 10; i++)
        {
            if (LaneOf(a.Ref<Number>(b, $"inbox{i}")) == lane) continue;
            var inbox = b.SpawnInbox<Number>($"inbox{i}");
            for (int n = 0; n < 500; n++) await a.Ref<Number>(b, $"inbox{i}").TellAsync(new Number(n)).AsTask().WaitAsync(TestNode.Patience);
            for (int n = 0; n < 500; n++) Assert.Equal(new Number(n), await inbox.NextAsync());
            other++;
        }

        Assert.False(producing.IsCompleted);
        gate.SetResult();
        await producing.WaitAsync(TestNode.Patience);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    /// <summary>More than the link, the share and the mailbox hold.</summary>
    private static async Task ProduceAsync(ActorRef<Blob> target)
    {
        for (int i = 0; i < 1000; i++) await target.TellAsync(new Blob(new byte[4000]));
    }

    private static int LaneOf<T>(ActorRef<T> actor) => ((IRemoteRef)actor.Origin).Target.Lane;
}
