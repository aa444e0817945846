using Actors.Remote.Tests.Nodes;

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
}
