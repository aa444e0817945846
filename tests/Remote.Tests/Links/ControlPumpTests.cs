using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

public sealed class ControlPumpTests
{
    /// <summary>
    /// The smallest frames that the settings allow, and more control messages than a buffer of that size takes. Seen to fail (the
    /// process ended) with a buffer of MaxFrameBytes, which a lane that goes on until BatchBytes are full can overrun.
    /// </summary>
    [Fact]
    public async Task Watches_MoreThanABatch_AllArrive()
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { MaxFrameBytes = 64 * 1024 };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        var watches = Enumerable.Range(0, 3_000).Select(i => ActorSystem.WhenTerminated(a.Ref<Number>(b, $"nobody-with-quite-a-long-name-{i}"))).ToArray();
        await Task.WhenAll(watches).WaitAsync(TestNode.Patience);
        Assert.Equal(1, a.Log.Count(2001));
    }

    /// <summary>
    /// What cannot be written ends the session, not the process: the pump goes on with the next one. Seen to fail (the process
    /// ended) without the catch in Pump.Run.
    /// </summary>
    [Fact]
    public async Task Frame_ThatFitsNoBuffer_EndsTheSessionAndTheNextOneServes()
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { MaxFrameBytes = 64 * 1024 };
        var (a, b) = (await cluster.StartAsync("a", options), await cluster.StartAsync("b", options));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var peer = a.Remote.TryGetPeer(b.Remote.Self)!;
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.Control.Send(peer.Session!, new Frame { Goodbye = new Goodbye { Detail = new string('x', 1024 * 1024) } }, () => lost.TrySetResult());
        await lost.Task.WaitAsync(TestNode.Patience);
        Assert.Contains(nameof(RemoteOptions.MaxFrameBytes), await a.Log.WaitForAsync(2002), StringComparison.Ordinal);
        Assert.Equal(3, await a.AddAsync(b, 2));
        Assert.Equal(1, a.Log.Count(2015));
    }

    /// <summary>
    /// The next session begins, and something is sent on it, while the pump throws away what was for the last one: that is sent. Seen to
    /// fail while the pump threw away all that it met in that turn: a goodbye, a refusal or a manifest was lost, as if it had been written.
    /// </summary>
    [Fact]
    public async Task Send_OnTheNextSessionWhileTheLastOnesIsThrownAway_IsSent()
    {
        var dispatcher = new ManualDispatcher(1);
        var time = new VirtualTime();
        var system = ActorSystem.Create("a", new ActorSystemOptions { Dispatcher = dispatcher, Time = time });
        var node = await RemoteNode.StartAsync(system, TestNode.Options, new InMemoryNetwork().CreateTransport("a", time), (_, _) => Task.FromResult(1ul), default);
        var peer = node.TryGetPeer(new NodeAddress("b", "b.example", 1))!;
        var first = Begin(out _);
        dispatcher.RunUntilIdle();
        first.Close("the test says so");
        ScriptedStream? next = null;
        peer.Control.Send(first, new Frame { Ping = new Ping { Epoch = 1 } }, () => peer.Control.Ping(Begin(out next), 1, epoch: 2));
        dispatcher.RunUntilIdle();
        Assert.Contains(2ul, next!.Pulses);
        Assert.DoesNotContain(1ul, next.Pulses);
        peer.Session!.Close("the test is over");
        await ByHand.EndAsync(system, dispatcher);

        Session Begin(out ScriptedStream control)
        {
            control = new ScriptedStream(null);
            var session = new Session(peer, [1], node.Self, 1, control, 0, 0);
            Assert.True(session.TryAddData(0, new ScriptedStream(null)));
            peer.OnEstablished(session);
            return session;
        }
    }
}
