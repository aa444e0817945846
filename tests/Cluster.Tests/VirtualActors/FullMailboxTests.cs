using Actors.Cluster.Tests.Nodes;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>
/// What the mailbox of an activation does not take is published when the shard's lock is free: a listener may wait for another thread
/// that tells the same shard.
/// </summary>
/// <remarks>Seen to fail while VirtualActors.TryPost told the activation, which published under the lock: the other thread did not come through.</remarks>
public sealed class FullMailboxTests
{
    private const int Free = 1, Held = 2, Late = 3;

    [Theory]
    [InlineData(MailboxOverflow.DropNewest, DeadLetterReason.MailboxFull, Late)]
    [InlineData(MailboxOverflow.DropOldest, DeadLetterReason.MailboxDisplaced, Held)]
    public async Task Tell_WithoutRoom_IsPublishedOutsideTheLock(MailboxOverflow overflow, DeadLetterReason reason, int lost)
    {
        await using var members = new TestMembers();
        using var full = await FullActor.StartAsync(members, overflow);
        var published = full.WaitForOthersWith(reason);
        full.Ref.Tell(new Where(Late));
        Assert.Equal(new Where(lost), await published);
    }

    [Fact]
    public async Task Tell_KeptBackByAnInterceptor_IsPublishedOutsideTheLock()
    {
        await using var members = new TestMembers();
        using var full = await FullActor.StartAsync(members, MailboxOverflow.DropNewest);
        var published = full.WaitForOthersWith(DeadLetterReason.Intercepted);
        full.Ref.Tell(new Where(-1));
        Assert.Equal(new Where(-1), await published);
    }

    /// <summary>It is thrown to the teller, as that of any actor; and by no turn of the sweep, which has no teller.</summary>
    [Fact]
    public async Task Tell_WithoutRoomAndSetToFail_Throws()
    {
        await using var members = new TestMembers();
        using var full = await FullActor.StartAsync(members, MailboxOverflow.Fail);
        Assert.Throws<MailboxFullException>(() => full.Ref.Tell(new Where(Late)));
        var dead = TestMembers.NextDeadLetter(full.Node.System, DeadLetterReason.MailboxFull);
        full.Node.Actors.Reroute(full.Ref.Path, new Where(Late), null, default);
        Assert.Equal(new Where(Late), (await dead).Message);
    }

    /// <summary>A virtual actor that is held while it handles a message, behind which there is no room for more than one.</summary>
    private sealed class FullActor : IDisposable
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal ClusterNode Node { get; private set; } = null!;

        internal ActorRef<Where> Ref { get; private set; } = null!;

        internal static async Task<FullActor> StartAsync(TestMembers members, MailboxOverflow overflow)
        {
            var full = new FullActor();
            var kind = VirtualKind.Of<Where>("full", _ => Props.FromBehavior(Behavior.ReceiveAsync<Where>(full.HoldAsync))
                .WithMailbox(Mailbox.Bounded(1, overflow))
                .WithSendInterceptor(static (ref Where message, ActorRef? _) => message.Number >= 0));
            full.Node = await members.StartAsync("a", kind);
            await TestMembers.WhenAsync(full.Node, () => TestMembers.AreServedBy(full.Node, full.Node));
            full.Ref = full.Node.Get<Where>("full", "key");
            full.Ref.Tell(new Where(Free));
            await full._begun.Task.WaitAsync(TestMembers.Patience);
            full.Ref.Tell(new Where(Held));
            return full;
        }

        /// <summary>The first dead letter with that reason, published while another thread could tell the shard.</summary>
        internal async Task<object?> WaitForOthersWith(DeadLetterReason reason)
        {
            var found = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
            int seen = 0;
            Node.System.DeadLetters.Subscribe(letter =>
            {
                if (letter.Reason != reason || Interlocked.Exchange(ref seen, 1) != 0) return;
                var other = new Thread(() => Node.Actors.Reroute(ActorPath.FromString("/cluster/full/key"), new Where(-2), null, default)); // of the same shard
                other.Start();
                if (other.Join(TestMembers.Patience)) found.TrySetResult(letter.Message);
                else found.TrySetException(new TimeoutException("the shard's lock is held"));
            });
            return await found.Task.WaitAsync(2 * TestMembers.Patience);
        }

        public void Dispose() => _held.TrySetResult();

        private async ValueTask<Behavior<Where>> HoldAsync(ActorContext<Where> context, Where message)
        {
            _begun.TrySetResult();
            await _held.Task;
            return Behavior.Same<Where>();
        }
    }
}
