using System.Diagnostics;
using System.Runtime.CompilerServices;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Diagnostics;

/// <summary>A handler's activity has the teller's as its parent, whatever process that was in.</summary>
[Collection(nameof(RunAloneCollection))]
public sealed class RemoteTraceTests
{
    [Fact]
    public async Task Tell_WithinAnActivity_IsTheParentOfTheHandlersThere_AndOfWhatTheyTellBack()
    {
        using var ended = new RecordedActivities();
        await using var cluster = new TestCluster();
        await CheckAsync(ended, await cluster.StartAsync("a"), await cluster.StartAsync("b"));
    }

    [Fact]
    public async Task Tell_WithinAnActivity_OverRealLinks_IsTheParentToo()
    {
        using var ended = new RecordedActivities();
        await using var a = await TestNode.StartAsync("a", null);
        await using var b = await TestNode.StartAsync("b", null);
        await CheckAsync(ended, a, b);
    }

    [Fact]
    public async Task Ask_WithinAnActivity_IsTheParentOfTheHandler()
    {
        using var ended = new RecordedActivities();
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnAdder();
        using var root = Start();
        Assert.Equal(8, await a.AddAsync(b, 7));
        var handled = await ended.NextAsync();
        Assert.Equal((root.TraceId, root.SpanId), (handled.TraceId, handled.ParentSpanId));
        Assert.Same(root, Activity.Current);
    }

    [Fact]
    public async Task Tell_OutsideOfAnActivity_HasNone_ThoughTheLinkWasOpenedWithinOne()
    {
        using var ended = new RecordedActivities();
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var (here, there) = (a.SpawnInbox<Number>("inbox"), b.SpawnInbox<Number>("inbox"));
        using (Start())
        {
            a.Ref<Number>(b, "inbox").Tell(new Number(1));
            await there.NextAsync();
            await ended.NextAsync();
        }

        Activity.Current = null;
        a.Ref<Number>(b, "inbox").Tell(new Number(2));
        await there.NextAsync();
        b.Ref<Number>(a, "inbox").Tell(new Number(3));
        await here.NextAsync();
        using var last = Start();
        a.Ref<Number>(b, "inbox").Tell(new Number(4)); // behind the others: their activities would have ended
        Assert.Equal(last.SpanId, (await ended.NextAsync()).ParentSpanId);
        Assert.Equal(0, ended.Waiting);
    }

    [Fact]
    public async Task Tell_OfALargeMessage_CarriesTheTraceBehindItsChunks()
    {
        using var ended = new RecordedActivities();
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        b.SpawnInbox<Blob>("inbox");
        using var root = Start();
        a.Ref<Blob>(b, "inbox").Tell(new Blob(new byte[1024 * 1024]));
        Assert.Equal(root.SpanId, (await ended.NextAsync()).ParentSpanId);
    }

    /// <summary>What cannot be sent comes back as it was told.</summary>
    [Fact]
    public async Task Tell_ThatCannotBeSent_IsADeadLetterWithItsTrueSender()
    {
        using var ended = new RecordedActivities();
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var sender = a.SpawnInbox<Number>("sender").Self;
        using var root = Start();
        var letter = a.NextDeadLetter(DeadLetterReason.NotSerializable);
        a.Ref<object>(b, "inbox").Tell(new Unregistered(1), sender);
        Assert.Equal(sender, (await letter).Sender);
    }

    /// <summary>Nobody listens: an activity that is current is not looked at, and an item is as big as it was.</summary>
    [Fact]
    public async Task Tell_NobodyListens_AllocatesNoMoreWithinAnActivity()
    {
        const int Tells = 4096, SlotBytes = 56, MarkerBytes = 24; // the queue's slots are new, or come from a pool
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        var actor = a.Ref<Number>(b, "inbox");
        var message = new Number(1);
        cluster.Network.Cut("a", "b"); // nothing is taken from the queue
        TellAll();
        using var root = Start();
        Assert.InRange(TellAll(), 0, Tells * (SlotBytes + (MarkerBytes / 2)));
        Assert.Equal(48, Unsafe.SizeOf<OutboundItem>());

        long TellAll()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Tells; i++) actor.Tell(message);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static async Task CheckAsync(RecordedActivities ended, TestNode a, TestNode b)
    {
        var inbox = a.SpawnInbox<Number>("inbox");
        var back = b.Ref<Number>(a, "inbox");
        b.Spawn<Number>("teller", (_, number) =>
        {
            back.Tell(number);
            return Behavior.Same<Number>();
        });
        using (var root = Start())
        {
            root.TraceStateString = "vendor=1";
            a.Ref<Number>(b, "teller").Tell(new Number(1));
            await inbox.NextAsync();
            var two = new[] { await ended.NextAsync(), await ended.NextAsync() };
            var there = two.Single(activity => Equals("b", activity.GetTagItem("actors.system")));
            var here = two.Single(activity => Equals("a", activity.GetTagItem("actors.system")));
            Assert.Equal((root.TraceId, root.SpanId, true, "vendor=1"), (there.TraceId, there.ParentSpanId, there.HasRemoteParent, there.TraceStateString));
            Assert.Equal((root.TraceId, there.SpanId, true), (here.TraceId, here.ParentSpanId, here.HasRemoteParent));
            Assert.Equal("/user/teller", there.GetTagItem("actors.path"));
        }
    }

    private static Activity Start() => new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
}
