using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// A node whose dial gives way to the peer's waits for that: it does not look again and again, however short its pauses are. The other
/// node of these tests has the smaller address.
/// </summary>
public sealed class GivingWayTests
{
    private const int Port = 30_300, Rounds = 300;

    private static readonly TimeSpan s_handshake = TimeSpan.FromMinutes(77);

    private static readonly RemoteOptions s_eager = TestNode.Options with
    {
        ReconnectMin = TimeSpan.FromTicks(1),
        ReconnectMax = TimeSpan.FromTicks(1),
        HandshakeTimeout = s_handshake,
        GiveUpAfter = Timeout.InfiniteTimeSpan,
    };

    /// <summary>
    /// The peer has a control stream agreed on, and no other yet, when this node's own dial fails. Seen to fail while the dialler tried
    /// at each pause's end: some thousand times within this test.
    /// </summary>
    [Fact]
    public async Task Dial_WhileThePeersSessionIsBeingAccepted_WaitsForItsOutcome()
    {
        await using var cluster = new TestCluster();
        var time = new CountedTime(s_handshake);
        var dials = new HeldDials(cluster.Transport("n"));
        await using var n = await TestNode.StartAsync("n", dials, s_eager, time);
        var c = await cluster.StartAsync("c");
        n.SpawnAdder();
        n.System.Resolve<Number>($"actors://b@127.0.0.1:{Port}/user/adder").Tell(new Number(1));
        await dials.Begun.WaitAsync(TestNode.Patience);
        Assert.Equal(2, await c.AddAsync(n, 1));
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, n);
        Assert.NotNull(await raw.ShakeHandsAsync(HelloOf(n, StreamKind.Control)));
        int before = time.Made;
        dials.Fail();
        for (int i = 0; i < Rounds; i++) Assert.Equal(i + 1, await c.AddAsync(n, i));
        Assert.InRange(time.Made - before, 0, 2);
        var b = await cluster.StartAsync("b", TestNode.Options with { Port = Port });
        b.SpawnAdder();
        await raw.EndAsync(); // nothing comes of it
        Assert.Equal(2, await n.AddAsync(b, 1));
    }

    /// <summary>
    /// The peer refuses because it dials itself, and has not arrived yet. Seen to fail while the dialler tried again at once: it was refused
    /// hundreds of times.
    /// </summary>
    [Fact]
    public async Task Dial_RefusedForThePeersOwn_WaitsForThat()
    {
        await using var cluster = new TestCluster();
        await using var n = await TestNode.StartAsync("n", cluster.Transport("n"), s_eager);
        var c = await cluster.StartAsync("c");
        n.SpawnAdder();
        await using var transport = cluster.Transport("raw");
        var refusals = await RefuseAsync(transport);
        n.System.Resolve<Number>($"actors://b@127.0.0.1:{Port}/user/adder").Tell(new Number(7));
        await refusals.NextAsync();
        for (int i = 0; i < Rounds; i++) Assert.Equal(i + 1, await c.AddAsync(n, i));
        Assert.Equal(0, refusals.Waiting);
        await using var control = await RawPeer.ConnectAsync(transport, n);
        await using var data = await RawPeer.ConnectAsync(transport, n);
        var hello = HelloOf(n, StreamKind.Data);
        hello.Session = (await control.ShakeHandsAsync(HelloOf(n, StreamKind.Control))).Session;
        await data.ShakeHandsAsync(hello);
        Assert.Equal([0x91, 7], Assert.Single((await data.ReadAsync()).Batch.Envelopes).Payload.ToByteArray());
        Assert.Equal(0, refusals.Waiting);
    }

    /// <summary>A peer that cannot reach this node: the wait ends with the handshake's time, and is not repeated.</summary>
    [Fact]
    public async Task Dial_RefusedForThePeersOwnThatDoesNotCome_TriesAgain()
    {
        await using var cluster = new TestCluster();
        var time = new VirtualTime();
        await using var n = await TestNode.StartAsync("n", cluster.Transport("n", time), s_eager with { PingInterval = TimeSpan.FromHours(10), PingTimeout = TimeSpan.FromHours(20) }, time);
        var transport = cluster.Transport("raw");
        var refusals = await RefuseAsync(transport);
        n.System.Resolve<Number>($"actors://b@127.0.0.1:{Port}/user/adder").Tell(new Number(7));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (n.Remote.Counters.RefusalsByPeers.Count == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(1, refusals.Waiting);
        time.AdvanceBy(s_handshake);
        while (refusals.Waiting < 5)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.AdvanceBy(TimeSpan.FromTicks(1));
            await Task.Yield();
        }

        Assert.True(time.Elapsed < 2 * s_handshake);
        await transport.DisposeAsync();
        var b = await cluster.StartAsync("b", TestNode.Options with { Port = Port });
        b.SpawnAdder();
        var answer = n.AddAsync(b, 1);
        while (!answer.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.AdvanceBy(TimeSpan.FromTicks(1));
            await Task.Yield();
        }

        Assert.Equal(2, await answer);
    }

    /// <summary>A peer at that address that refuses each dial as one that has to give way.</summary>
    private static async Task<Inbox<Reject>> RefuseAsync(InMemoryLinkTransport transport)
    {
        var refusals = new Inbox<Reject>();
        await transport.ListenAsync("127.0.0.1", Port, async stream =>
        {
            var frames = new HandshakeStream(stream);
            var hello = (await frames.ReadAsync(default)).Hello;
            await frames.WriteAsync(RawAcceptor.ChallengeOf(hello, "b", Port), default);
            await frames.ReadAsync(default);
            var reject = new Reject { Reason = RejectReason.Duplicate, Detail = "the other side is opening the session" };
            refusals.Add(reject);
            await frames.WriteAsync(new Frame { Reject = reject }, default);
        }, default);
        return refusals;
    }

    private static Hello HelloOf(TestNode node, StreamKind kind)
    {
        var hello = RawPeer.HelloOf(node, kind);
        (hello.Node.System, hello.Node.Port) = ("b", Port);
        return hello;
    }

    /// <summary>Counts the timers that are made for one certain time: one for each try to connect, and for each stream that is being agreed on.</summary>
    private sealed class CountedTime(TimeSpan counted) : TimeProvider
    {
        private int _made;

        internal int Made => Volatile.Read(ref _made);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == counted) Interlocked.Increment(ref _made);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
