using Actors.Cluster.Tests.Nodes;
using Actors.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>
/// What TellAsync takes for a virtual actor waits for room wherever there is a bound, and nothing of it is lost. Each of these was seen to
/// fail while TellAsync went as Tell does, and a peer's message as one that cannot wait: with dead letters, and without what was told late.
/// </summary>
public sealed class RoomTests
{
    private const int Messages = 200;

    [Fact]
    public async Task TellAsync_MailboxHereIsFull_WaitsForRoom()
    {
        await using var members = new TestMembers();
        var actor = new HeldActor(Mailbox.Bounded(1, MailboxOverflow.Backpressure));
        var (node, held) = await StartFullAsync(members, actor);
        var third = held.TellAsync(new Where(2)).AsTask();
        using var given = new CancellationTokenSource();
        var fourth = held.TellAsync(new Where(99), given.Token).AsTask();
        Assert.False(third.IsCompleted);
        Assert.False(fourth.IsCompleted);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);

        actor.LetGo();
        await third.WaitAsync(TestMembers.Patience);
        await held.TellAsync(new Where(3));
        Assert.Equal(Enumerable.Range(0, 4), await actor.HandledAsync(4));
        Assert.Empty(node.System.DeadLetters.Captured());
    }

    /// <summary>As <see cref="MailboxOptions.MaxWaiting"/> says, at any actor.</summary>
    [Fact]
    public async Task TellAsync_MoreThanMayWaitAtTheMailbox_Throws()
    {
        await using var members = new TestMembers();
        var actor = new HeldActor(Mailbox.Bounded(1, MailboxOverflow.Backpressure) with { MaxWaiting = 1 });
        var (_, held) = await StartFullAsync(members, actor);
        var waits = held.TellAsync(new Where(2)).AsTask();
        var full = await Assert.ThrowsAsync<MailboxFullException>(() => held.TellAsync(new Where(3)).AsTask());
        Assert.Contains(nameof(MailboxOptions.MaxWaiting), full.Message, StringComparison.Ordinal);
        actor.LetGo();
        await waits.WaitAsync(TestMembers.Patience);
        Assert.Equal(Enumerable.Range(0, 3), await actor.HandledAsync(3));
    }

    /// <summary>Told from the other member, faster than it handles them: the stream waits at its mailbox, and the teller at the stream.</summary>
    [Fact]
    public async Task TellAsync_MailboxOfTheOtherMemberIsFull_IsHandledYet()
    {
        await using var members = new TestMembers { OutboundLimitMessages = 8 };
        var actor = new HeldActor(Mailbox.Bounded(1, MailboxOverflow.Backpressure));
        var (a, b) = await members.StartTwoAsync(actor.Kind);
        var held = a.Get<Where>("held", TestMembers.KeyOf(b, "held"));
        var told = TellAllAsync(held);
        await actor.Begun;
        actor.LetGo();
        await told.WaitAsync(TestMembers.Patience);
        Assert.Equal(Enumerable.Range(0, Messages), await actor.HandledAsync(Messages));
        Assert.Empty(a.System.DeadLetters.Captured());
        Assert.Empty(b.System.DeadLetters.Captured());
    }

    [Fact]
    public async Task TellAsync_WayToTheOwnerIsFull_WaitsForRoom()
    {
        await using var members = new TestMembers { OutboundLimitMessages = 8 };
        var actor = new HeldActor(Mailbox.Unbounded);
        actor.LetGo();
        var (a, b) = await members.StartTwoAsync(actor.Kind);
        var held = a.Get<Where>("held", TestMembers.KeyOf(b, "held"));
        held.Tell(new Where(0));
        await actor.HandledAsync(1); // there is a link
        members.Network.Stall("a", "b");
        held.Tell(new Where(1));
        using var limit = new CancellationTokenSource(TestMembers.Patience);
        while (a.Remote.Peers.Single().OutboundMessages > 0) // until it is on its way: then nothing else will be, and make room
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var told = TellAllAsync(held, from: 2);
        using var given = new CancellationTokenSource();
        var late = held.TellAsync(new Where(999), given.Token).AsTask();
        Assert.False(told.IsCompleted);
        Assert.False(late.IsCompleted);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);

        members.Network.Resume("a", "b");
        await told.WaitAsync(TestMembers.Patience);
        Assert.Equal(Enumerable.Range(0, Messages), await actor.HandledAsync(Messages));
        Assert.Empty(a.System.DeadLetters.Captured());
    }

    [Fact]
    public async Task TellAsync_ShardWithoutAnOwnerHasNoRoom_WaitsForRoom()
    {
        await using var system = ActorSystem.Create("a", new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance });
        var actors = new Cluster.VirtualActors(system, TestMembers.Options(new InMemoryMembershipStore(new InMemoryStoreState())) with { MaxWaitingPerShard = 2 }, TestMembers.Shards, NullLogger.Instance);
        var held = (ActorRef<Where>)actors.ResolveInbound(ActorPath.FromString("/cluster/where/key"), default);
        await held.TellAsync(new Where(0));
        await held.TellAsync(new Where(1));
        var third = held.TellAsync(new Where(2)).AsTask();
        using var given = new CancellationTokenSource();
        var fourth = held.TellAsync(new Where(3), given.Token).AsTask();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fourth);
        Assert.False(third.IsCompleted);
        Assert.Empty(system.DeadLetters.Captured());

        actors.Dispose(); // nobody waits for what does not come any more
        await third.WaitAsync(TestMembers.Patience);
        Assert.Equal([0, 1, 2], system.DeadLetters.Captured().Select(static letter => ((Where)letter.Message!).Number).Order());
    }

    /// <summary>More than a shard may keep is told before there is a member; all of it is handled when there is one.</summary>
    [Fact]
    public async Task TellAsync_BeforeAnybodyServesTheShard_IsHandledYet()
    {
        await using var members = new TestMembers { MaxWaitingPerShard = 2 };
        var actor = new HeldActor(Mailbox.Bounded(1, MailboxOverflow.Backpressure));
        actor.LetGo();
        var node = await members.StartAsync("a", actor.Kind);
        var told = TellAllAsync(node.Get<Where>("held", "key"));
        await told.WaitAsync(TestMembers.Patience);
        Assert.Equal(Enumerable.Range(0, Messages), await actor.HandledAsync(Messages));
        Assert.Empty(node.System.DeadLetters.Captured());
    }

    /// <summary>It handles 0, until it is let go, and has 1 in its mailbox, which takes no more.</summary>
    private static async Task<(ClusterNode Node, ActorRef<Where> Held)> StartFullAsync(TestMembers members, HeldActor actor)
    {
        var node = await members.StartAsync("a", actor.Kind);
        await TestMembers.WhenAsync(node, () => TestMembers.AreServedBy(node, node));
        var held = node.Get<Where>("held", "key");
        await held.TellAsync(new Where(0));
        await actor.Begun;
        await held.TellAsync(new Where(1));
        return (node, held);
    }

    private static async Task TellAllAsync(ActorRef<Where> actor, int from = 0)
    {
        for (int i = from; i < Messages; i++) await actor.TellAsync(new Where(i));
    }

    /// <summary>A virtual actor that stands still at its first message until it is let go.</summary>
    private sealed class HeldActor
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<int> _handled = [];
        private (int Count, TaskCompletionSource Reached)? _wanted;

        internal HeldActor(MailboxOptions mailbox) => Kind = VirtualKind.Of<Where>("held", _ => Props.FromBehavior(Behavior.ReceiveAsync<Where>(HandleAsync)).WithMailbox(mailbox));

        internal VirtualKind Kind { get; }

        internal Task Begun => _begun.Task.WaitAsync(TestMembers.Patience);

        internal void LetGo() => _free.TrySetResult();

        /// <summary>The numbers it has handled, in order, once they are so many.</summary>
        internal async Task<int[]> HandledAsync(int count)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_handled)
            {
                _wanted = (count, reached);
                if (_handled.Count >= count) reached.SetResult();
            }

            await reached.Task.WaitAsync(TestMembers.Patience);
            lock (_handled) return [.. _handled];
        }

        private async ValueTask<Behavior<Where>> HandleAsync(ActorContext<Where> context, Where message)
        {
            _begun.TrySetResult();
            await _free.Task;
            lock (_handled)
            {
                _handled.Add(message.Number);
                if (_wanted is { } wanted && _handled.Count >= wanted.Count) wanted.Reached.TrySetResult();
            }

            return Behavior.Same<Where>();
        }
    }
}
