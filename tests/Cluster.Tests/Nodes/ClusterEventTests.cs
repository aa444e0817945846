using System.Collections.Concurrent;
using Actors.Remote;

namespace Actors.Cluster.Tests.Nodes;

public sealed class ClusterEventTests
{
    /// <summary>
    /// A listener that waits for another thread which calls the node. Seen to fail (the other thread never got on) while link events were
    /// published under the lock under which a change of membership is applied.
    /// </summary>
    [Fact]
    public async Task Listener_ThatWaitsForAnotherThreadWithinTheCluster_IsNotDeadlocked()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var events = new ConcurrentQueue<LinkEvent>();
        var died = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = a.System.Events.Subscribe<LinkEvent>(change =>
        {
            events.Enqueue(change);
            if (change is PeerDied) died.TrySetResult(JoinsAThreadThatCalls(a));
        });
        var address = b.Self;
        await UntilAsync(() => a.Remote.TryGetPeer(address)?.Session is { IsAttached: true }); // the end of one that has not begun is no event
        members.Network.Cut("a", "b");
        await UntilAsync(() => events.Any(static change => change is LinkDisconnected));
        Assert.True(await b.LeaveAsync(TestMembers.Patience)); // with no session to end, its life ends when a hears of it
        Assert.True(await died.Task.WaitAsync(2 * TestMembers.Patience), "the other thread waits for the one that publishes");
        Assert.Equal([typeof(LinkDisconnected), typeof(PeerDied)], events.Where(change => change.Peer == address && change is not LinkConnected).Select(static change => change.GetType()));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TestMembers.Patience);
        while (!condition() && !limit.IsCancellationRequested) await Task.Yield();
        Assert.True(condition());
    }

    private static bool JoinsAThreadThatCalls(ClusterNode node)
    {
        var thread = new Thread(() =>
        {
            try
            {
                _ = node.ReleaseNameAsync(ActorPath.FromString("/user/nobody"));
            }
            catch (MembershipException)
            {
                // a machine that stood still: the node is no member now; it has had the lock
            }

            _ = node.OwnerOf("where", "key");
            _ = node.IsReady;
            node.Remote.DeclareDead(new NodeAddress("c", "c.example", 1, 1), "the test says so");
        });
        thread.Start();
        return thread.Join(TestMembers.Patience / 4);
    }
}
