using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Inbound;

public sealed class FullMailboxTests
{
    /// <summary>
    /// A mailbox that is set to tell its tellers that it is full has none here: what a peer tells it is a dead letter, an ask fails, and the
    /// session goes on. Seen to fail while each such message was taken for one that cannot be read, of which so many in a second end the session.
    /// </summary>
    [Fact]
    public async Task Tell_ToAFullMailboxThatIsSetToFail_IsADeadLetterAndHurtsNobody()
    {
        const int refused = 20;
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var b = await cluster.StartAsync("b", TestNode.Options with { MaxMalformedPerSecond = 10 });
        b.SpawnAdder();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Number>(async (_, _) =>
        {
            begun.TrySetResult();
            await held.Task;
            return Behavior.Same<Number>();
        })).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.Fail)), "full");
        var target = a.Ref<Number>(b, "full");
        target.Tell(new Number(-1));
        await begun.Task.WaitAsync(TestNode.Patience);
        target.Tell(new Number(-2));
        for (int i = 0; i < refused; i++) target.Tell(new Number(i));
        await Assert.ThrowsAsync<DeadActorException>(() => target.Ask<Number, Number>(new Number(refused), TestNode.Patience).AsTask());
        Assert.Equal(Enumerable.Range(0, refused + 1).Select(static i => new Number(i)), b.System.DeadLetters.Captured().Select(static letter => letter.Message));
        Assert.Equal(refused + 1, b.System.DeadLetters.Count(DeadLetterReason.MailboxFull));
        Assert.Equal(2, await a.AddAsync(b, 1));
        Assert.Empty(b.Remote.Counters.Refusals);
        held.SetResult();
    }
}
