using Actors.Remote.Proto;
using Actors.Remote.Tests.Leaks;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

public sealed class SessionPingsTests
{
    /// <summary>Whoever is pinged pings back now and then only.</summary>
    [Fact]
    public async Task Node_PingedByWhoDialled_PingsBackOnceInEight()
    {
        var time = new VirtualTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) }, time);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));

        await PingAsync(raw, 1);
        Assert.Equal(1ul, (await ReadPulseAsync(raw)).Pong.Sequence);
        Assert.Equal(1ul, (await ReadPulseAsync(raw)).Ping.Sequence);
        for (ulong i = 2; i <= 8; i++)
        {
            time.AdvanceBy(TimeSpan.FromMinutes(31));
            await PingAsync(raw, i);
            Assert.Equal(i, (await ReadPulseAsync(raw)).Pong.Sequence);
            await HandledAsync(raw, i - 1);
        }

        await PingAsync(raw, 9);
        Assert.Equal(9ul, (await ReadPulseAsync(raw)).Pong.Sequence);
        Assert.Equal(2ul, (await ReadPulseAsync(raw)).Ping.Sequence);
    }

    /// <summary>The peer's pings put off the node's own.</summary>
    [Fact]
    public async Task Node_PingedNoMore_PingsByItselfAfterAnInterval()
    {
        var time = new VirtualTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(9) }, time);
        var begun = BegunAsync(node);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        await begun;
        time.AdvanceBy(TimeSpan.FromMinutes(31));
        await PingAsync(raw, 1);
        Assert.Equal(1ul, (await ReadPulseAsync(raw)).Pong.Sequence);
        Assert.Equal(1ul, (await ReadPulseAsync(raw)).Ping.Sequence);

        time.AdvanceBy(TimeSpan.FromMinutes(40)); // beyond the hour that began with the session
        await PingAsync(raw, 2);
        Assert.Equal(2ul, (await ReadPulseAsync(raw)).Pong.Sequence);
        await HandledAsync(raw, 1);
        time.AdvanceBy(TimeSpan.FromMinutes(60));
        Assert.Equal(2ul, (await ReadPulseAsync(raw)).Ping.Sequence);
    }

    /// <summary>Seen to fail while the timer waited for its next tick, here an hour away.</summary>
    [Fact]
    public async Task Session_ThatEnds_TakesItsTimerWithIt()
    {
        var time = new CountedTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) }, time);
        await using var transport = cluster.Transport("raw");
        int before = time.Timers;
        for (int i = 0; i < 10; i++)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
            await PingAsync(raw, 1);
            Assert.Equal(1ul, (await ReadPulseAsync(raw)).Pong.Sequence);
        }

        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (time.Timers > before + 3 && !limit.IsCancellationRequested) await Task.Yield(); // a few are the system's own
        Assert.InRange(time.Timers, 0, before + 3);
    }

    /// <summary>
    /// A node that was not there itself for less than two intervals looks once more before it cuts a link. Seen to fail while only
    /// one that was late by a whole interval did: with the defaults a pause of 1.5 to 2 s cut each link.
    /// </summary>
    [Fact]
    public async Task Node_ThatIsLateItself_LooksOnceMoreBeforeItCuts()
    {
        var time = new VirtualTime();
        var late = new LateTime(time);
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2.5) }, late);
        var begun = BegunAsync(node);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        await begun;
        time.AdvanceBy(TimeSpan.FromHours(1));
        Assert.Equal(1ul, (await ReadPulseAsync(raw)).Ping.Sequence);
        late.By = TimeSpan.FromMinutes(48);
        time.AdvanceBy(TimeSpan.FromHours(1));
        Assert.Equal(2ul, (await ReadPulseAsync(raw)).Ping.Sequence);
        time.AdvanceBy(TimeSpan.FromHours(1));
        Assert.Contains("silent", await node.Log.WaitForAsync(2002), StringComparison.Ordinal);
    }

    /// <summary>The next session's timer has been made: the peer may have its Welcome before.</summary>
    private static Task BegunAsync(TestNode node)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.System.Events.Subscribe<LinkConnected>(_ => begun.TrySetResult());
        return begun.Task.WaitAsync(TestNode.Patience);
    }

    /// <summary>The node is done with all that came before: its answer to a ping goes out before it puts off its own.</summary>
    private static async Task HandledAsync(RawPeer raw, ulong sequence)
    {
        await raw.SendAsync(new Frame { Control = new Control { Sequence = sequence, Watch = new Watch { Target = new ActorId { Path = "/user/nobody" } } } });
        for (Frame? frame = null; frame?.Control is null; frame = await raw.ReadAnyAsync()) Assert.NotEqual(Frame.BodyOneofCase.Ping, frame?.BodyCase);
    }

    private static Task PingAsync(RawPeer raw, ulong sequence) => raw.SendAsync(new Frame { Ping = new Ping { Sequence = sequence } });

    private static async Task<Frame> ReadPulseAsync(RawPeer raw)
    {
        while (true)
        {
            var frame = await raw.ReadAnyAsync();
            if (frame.BodyCase is Frame.BodyOneofCase.Ping or Frame.BodyOneofCase.Pong) return frame;
        }
    }

    /// <summary>What is due comes later than the clock says, as on a machine that stood still.</summary>
    private sealed class LateTime(VirtualTime time) : TimeProvider
    {
        internal TimeSpan By { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp() + By.Ticks;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + By;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }
}
