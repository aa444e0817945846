using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

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
}
