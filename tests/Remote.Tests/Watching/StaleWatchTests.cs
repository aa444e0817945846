using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Watching;

public sealed class StaleWatchTests
{
    /// <summary>
    /// A watch that the last life's session brought is handled after the lane has begun anew: the next life, which may watch the same
    /// path, is not told of an end. Seen to fail while Report sent to whichever life there was.
    /// </summary>
    [Fact]
    public async Task Add_OfALifeThatIsOver_ReportsNothingToTheNext()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        var session = peer.Session!;
        peer.Control.Detach(session); // nothing is sent or acknowledged from here on
        peer.Control.Reset(ulong.MaxValue);
        peer.Watchers.Add(ActorPath.FromString("/user/nobody"), 0, session);
        Assert.Equal(0, peer.Control.Unacknowledged);
        session.Lane = peer.Control.Count; // as one of the next life's would be
        peer.Watchers.Add(ActorPath.FromString("/user/nobody"), 0, session);
        Assert.Equal(1, peer.Control.Unacknowledged);
    }
}
