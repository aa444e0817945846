using Actors.Cluster.Tests.Nodes;

namespace Actors.Cluster.Tests.VirtualActors;

public sealed class VirtualBudgetTests
{
    private const int Messages = 20_000, InboundLimit = 16 * 1024;

    /// <summary>
    /// A virtual actor that stands still, told by the other member: its mailbox counts, so the stream is stopped. Fails (all of them
    /// arrive, and the stream is never stopped) when InboundLoad knows only refs to local actors.
    /// </summary>
    [Fact]
    public async Task Tell_AVirtualActorThatStandsStill_StopsTheStream()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        int next = 0;
        var kind = VirtualKind.Of<Where>("slow", _ => Props.FromBehavior(Behavior.ReceiveAsync<Where>(async (_, message) =>
        {
            await gate.Task;
            if (message.Number == next) next++;
            if (message.Number == Messages - 1) done.TrySetResult(next);
            return Behavior.Same<Where>();
        })));
        await using var members = new TestMembers { InboundLimitBytes = InboundLimit };
        var (a, b) = await members.StartTwoAsync(kind);
        var slow = a.Get<Where>("slow", TestMembers.KeyOf(b, "slow"));
        for (int i = 0; i < Messages; i++) slow.Tell(new Where(i));
        using var limit = new CancellationTokenSource(TestMembers.Patience);
        while (b.Remote.Counters.InboundPauses == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.InRange(b.Remote.Budget.Held, InboundLimit / 2, Messages * 64 / 2); // looked at after each batch
        gate.SetResult();
        Assert.Equal(Messages, await done.Task.WaitAsync(TestMembers.Patience));
    }
}
