using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>What waits to be replied to a member.</summary>
public sealed class ReplyPumpTests
{
    /// <summary>
    /// A reply to a life of the asker that is over goes nowhere: it is a dead letter at once, and nobody is dialled for it. Seen to fail
    /// while only what had come before the end was taken out: the reply waited, and the dead node was dialled until it was given up.
    /// </summary>
    [Fact]
    public async Task Reply_AfterTheAskersLifeIsOver_IsADeadLetterAtOnce()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", TestNode.Options with { GiveUpAfter = Timeout.InfiniteTimeSpan }));
        var asked = new TaskCompletionSource<ActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        b.Spawn<Number>("silent", (context, _) =>
        {
            asked.TrySetResult(context.Sender!);
            return Behavior.Same<Number>();
        });
        _ = a.Ref<Number>(b, "silent").Ask<Number, Number>(new Number(1), TestNode.Patience).AsTask();
        var asker = await asked.Task.WaitAsync(TestNode.Patience);
        cluster.Network.Cut("a", "b");
        b.Remote.DeclareDead(a.Remote.Self, "the test says so");
        var letter = b.NextDeadLetter(DeadLetterReason.PeerDead);
        asker.TellObject(new Number(2), null);
        Assert.Equal(2, Assert.IsType<Number>((await letter).Message).Value);
        Assert.NotEqual(LinkState.Connecting, b.Remote.Peers.Single().State);
        Assert.Equal(0, b.Remote.Peers.Single().OutboundMessages);
    }

    /// <summary>
    /// Replies that become large while nothing is sent count as such soon. Seen to fail (all 2,000 were kept, 32 MB) while only those
    /// that were sent said how large replies are.
    /// </summary>
    [Fact]
    public async Task Replies_ThatBecomeLargeWhileTheLinkIsDown_AreBoundedInBytes()
    {
        const int limit = 1024 * 1024, bytes = 16 * 1024, most = (limit / bytes) + 64 + 16;
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", TestNode.Options with { OutboundLimitBytes = limit }));
        b.SpawnAdder();
        var asked = new TaskCompletionSource<ActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        b.Spawn<Number>("silent", (context, _) =>
        {
            asked.TrySetResult(context.Sender!);
            return Behavior.Same<Number>();
        });
        await a.AddAsync(b, 1); // replies are light
        _ = a.Ref<Number>(b, "silent").Ask<Number, Number>(new Number(1), TestNode.Patience).AsTask();
        var asker = await asked.Task.WaitAsync(TestNode.Patience);
        cluster.Network.Cut("a", "b");
        for (int i = 0; i < 2_000; i++) asker.TellObject(new Blob(new byte[bytes]), null);
        Assert.InRange(b.Remote.Peers.Single().OutboundMessages, 1, most);
    }
}
