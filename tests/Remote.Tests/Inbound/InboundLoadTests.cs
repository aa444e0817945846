using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;

namespace Actors.Remote.Tests.Inbound;

public sealed class InboundLoadTests
{
    private const int TableEntries = 16, Backlog = 20, Rounds = 12, PayloadBytes = 1024;

    /// <summary>
    /// An actor that always has the same backlog is told over many tables: it counts once. Fails (the stream is stopped for what
    /// has long been handled, and the last of the others gets nothing) when InboundLoad counts it for each table anew.
    /// </summary>
    [Fact]
    public async Task Told_ABusyActorOverManyTables_CountsOnce()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var b = await cluster.StartAsync("b", TestNode.Options with { MaxTableEntries = TableEntries, InboundLimitBytes = 256 * 1024 });
        using var permits = new SemaphoreSlim(0);
        var handled = new Inbox<int>();
        b.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, _) =>
        {
            await permits.WaitAsync();
            handled.Add(0);
            return Behavior.Same<Blob>();
        })), "busy");
        var busy = a.Ref<Blob>(b, "busy");
        var others = Enumerable.Range(0, TableEntries).Select(i => (Ref: a.Ref<Number>(b, $"other{i}"), Inbox: b.SpawnInbox<Number>($"other{i}"))).ToArray();
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Backlog; i++) busy.Tell(new Blob(new byte[PayloadBytes]));
            foreach (var (other, inbox) in others)
            {
                other.Tell(new Number(round));
                Assert.Equal(new Number(round), await inbox.NextAsync());
            }

            if (round == 0) continue;
            permits.Release(Backlog);
            for (int i = 0; i < Backlog; i++) await handled.NextAsync();
        }

        Assert.Equal(0, b.Remote.Counters.InboundPauses);
        permits.Release(Backlog);
    }

    /// <summary>
    /// A router has no mailbox: what it was told waits in those of its routees, and in theirs where they are routers. Seen to fail (all 1,000 were
    /// read) while the router's own was looked at: a slow pool took whatever peers sent.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Told_ARouter_CountsWhatWaitsForItsRoutees(bool isNested)
    {
        const int messages = 1000;
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { BatchBytes = 1024 });
        var b = await cluster.StartAsync("b", TestNode.Options with { InboundLimitBytes = 64 * 1024 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handled = new Inbox<int>();
        var pool = Router.Pool(2, Props.FromBehavior(Behavior.ReceiveAsync<Blob>(async (_, _) =>
        {
            await gate.Task;
            handled.Add(0);
            return Behavior.Same<Blob>();
        })));
        b.System.Spawn(isNested ? Router.Pool(2, pool) : pool, "busy");
        for (int i = 0; i < messages; i++) a.Ref<Blob>(b, "busy").Tell(new Blob(new byte[PayloadBytes]));
        await PausedAsync(b);
        Assert.InRange(b.Remote.Counters.MessagesReceived, 1, 64);
        gate.SetResult();
        for (int i = 0; i < messages; i++) await handled.NextAsync();
    }

    /// <summary>
    /// Messages of 3 KiB that take 32 KiB in memory: they are read until what they take is too much. Seen to fail (11 were read) while the bytes on the
    /// wire counted alone: a peer could have an actor's mailbox take 64 times what the limit says, and more.
    /// </summary>
    [Fact]
    public async Task Told_WhatTakesMoreThanItsBytes_CountsByThat()
    {
        const int leaves = 1000, limit = 64 * 1024;
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a", TestNode.Options with { BatchBytes = 1024 });
        var b = await cluster.StartAsync("b", TestNode.Options with { InboundLimitBytes = limit });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.System.Spawn(Props.FromBehavior(Behavior.ReceiveAsync<Tree>(async (_, _) =>
        {
            await gate.Task;
            return Behavior.Same<Tree>();
        })), "busy");
        var message = new Tree(0, [.. Enumerable.Range(0, leaves).Select(static i => new Tree(i % 100, []))]);
        for (int i = 0; i < 100; i++) a.Ref<Tree>(b, "busy").Tell(message);
        await PausedAsync(b);
        Assert.InRange(b.Remote.Counters.MessagesReceived, 1, 4);
        gate.SetResult();
    }

    private static async Task PausedAsync(TestNode node)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (node.Remote.Counters.InboundPauses == 0 && !patience.IsCancellationRequested) await Task.Yield();
    }
}
