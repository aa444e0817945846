using System.Globalization;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Inbound;

/// <summary>What all streams together may have a node keep of messages that do not end.</summary>
public sealed class LargeBudgetTests
{
    private const int Ki = 1024;

    private static RemoteOptions Options { get; } = TestNode.Options with { ChunkBytes = 4 * Ki, BatchBytes = Ki, MaxMessageBytes = 64 * Ki, MaxFrameBytes = 64 * Ki, LargeInboundLimitBytes = 208 * Ki };

    /// <summary>
    /// Each is within its own limits, all together are not: who brings too much is refused by the option's name and counted, what it had
    /// brought is given back, and the others go on. Seen to fail while TryTake took whatever was asked for (nobody is refused), and
    /// while Dispose did not give back (the bytes stay).
    /// </summary>
    [Fact]
    public async Task Chunks_OfManyPeers_AreBoundedTogether()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        var inbox = node.SpawnInbox<Blob>("inbox");
        var peers = new List<RawPeer>();
        await using var transport = cluster.Transport("raw");
        for (int i = 0; i < 4; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(transport, node));
            Assert.NotNull(await peers[i].ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), Options));
        }

        foreach (var peer in peers.Take(3)) // kept in 32 KiB, and in one for the byte
        {
            await ChunkAsync(peer, 1, 33 * Ki, 32 * Ki);
            await ChunkAsync(peer, 2, 10, 1);
            await HandledAsync(peer);
        }

        long held = node.Remote.LargeBudget.Held;
        Assert.Equal(3 * 33 * Ki, held);
        for (uint id = 1; id <= 4; id++) await TryChunkAsync(peers[3], id, 33 * Ki, 32 * Ki);
        var reject = await peers[3].ReadRejectAsync();
        Assert.Equal(RejectReason.Limit, reject.Reason);
        Assert.Contains(nameof(RemoteOptions.LargeInboundLimitBytes), reject.Detail, StringComparison.Ordinal);
        Assert.Equal(1, node.Remote.Counters.Refusals[nameof(RejectReason.Limit)]);
        await HeldAsync(node, held);

        await ChunkAsync(peers[0], 1, 33 * Ki, Ki); // the other three are not touched; this one's is complete
        await HandledAsync(peers[0]);
        Assert.Equal(held + (32 * Ki), node.Remote.LargeBudget.Held);
        await peers[0].SendAsync(EnvelopeOf(1)); // no message, but taken
        await HandledAsync(peers[0]);
        await HeldAsync(node, held - (32 * Ki));

        var a = await cluster.StartAsync("a", Options);
        var target = a.Ref<Blob>(node, "inbox");
        for (int i = 0; i < 20; i++) target.Tell(new Blob(new byte[(64 * Ki) - 100])); // many times what is left; each takes 96 KiB at most while it grows
        for (int i = 0; i < 20; i++) Assert.Equal((64 * Ki) - 100, (await inbox.NextAsync()).Bytes.Length);
        await HeldAsync(node, held - (32 * Ki));
        foreach (var peer in peers) await peer.DisposeAsync();
        await HeldAsync(node, 0);
    }

    [Fact]
    public async Task Node_ThatCuts_GivesBackWhatHasCome()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var welcome = await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), Options);
        await ChunkAsync(raw, 1, 33 * Ki, 20 * Ki);
        await HandledAsync(raw);
        Assert.Equal(32 * Ki, node.Remote.LargeBudget.Held);
        await node.Remote.DisposeAsync();
        await HeldAsync(node, 0);
        Assert.NotEmpty(welcome.Session);
    }

    /// <summary>Two at the bound: one gets what is left, and whatever is taken can be taken again.</summary>
    [Fact]
    public void TryTake_AtTheBound_TakesNothingMore()
    {
        var budget = new LargeBudget(10);
        Assert.True(budget.TryTake(4));
        Assert.False(budget.TryTake(7));
        Assert.True(budget.TryTake(6));
        Assert.False(budget.TryTake(1));
        budget.GiveBack(6);
        Assert.Equal(4, budget.Held);
        Assert.True(budget.TryTake(1));
    }

    /// <summary>Fails when LargeBudget.PartOf gives the whole.</summary>
    [Theory]
    [InlineData(1024, 256)]
    [InlineData(208, 192)] // no less than one message takes while it comes
    public async Task PartOf_APeer_IsAQuarter(int limit, int part)
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options with { LargeInboundLimitBytes = limit * Ki });
        Assert.Equal(part * Ki, LargeBudget.PartOf(node.Remote).Limit);
        Assert.Equal(limit * Ki, node.Remote.LargeBudget.Limit);
    }

    /// <summary>Who fills its part leaves the others theirs.</summary>
    [Fact]
    public void TryTake_OfOnePeersPart_LeavesTheRestToOthers()
    {
        var whole = new LargeBudget(100);
        var (one, other) = (new LargeBudget(25, whole), new LargeBudget(90, whole));
        Assert.True(one.TryTake(25));
        Assert.False(one.TryTake(1));
        Assert.Equal(25, whole.Held);
        Assert.False(other.TryTake(80)); // of its own there is enough, of all not
        Assert.Equal(0, other.Held);
        Assert.True(other.TryTake(75));
        one.GiveBack(25);
        other.GiveBack(75);
        Assert.Equal(0, whole.Held);
    }

    /// <summary>Long paths, each allowed, on more streams than there may be of them. Fails when InboundBatches.Define does not count.</summary>
    [Fact]
    public async Task Tables_OfLongPaths_AreBoundedAndGivenBack()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var transport = cluster.Transport("raw");
        await using var quiet = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await quiet.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), Options));
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), Options));
        for (uint reset = 0; reset < 3; reset++)
        {
            for (uint id = 1; id <= 20; id++) await raw.SendAsync(LongPath(id, reset: id == 1));
            for (uint id = 1; id <= 20; id++) await raw.SendAsync(LongPath(id, reset: false)); // the same again takes no more
            await HandledAsync(raw);
            Assert.Equal((20 * (8100 + (6 * 72))) - (64 * Ki), node.Remote.LargeBudget.Held);
        }

        for (uint id = 21; id <= 40; id++) await TrySendAsync(raw, LongPath(id, reset: false));
        Assert.Contains(nameof(RemoteOptions.LargeInboundLimitBytes), (await raw.ReadRejectAsync()).Detail, StringComparison.Ordinal);
        await HeldAsync(node, 0);
        await HandledAsync(quiet);
    }

    /// <summary>
    /// Paths of many segments, each of which is an object, and names of messages that nobody knows: what a table of few bytes takes counts. Seen to
    /// fail while a path counted by its characters alone, and a message id not at all.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tables_OfDeepPathsOrUnknownIds_AreBoundedAndGivenBack(bool areIds)
    {
        const int segments = 200;
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), Options));
        int each = areIds ? (2 * 256) + 100 : (4 * segments) + 100 + (72 * (segments - 4));
        int first = areIds ? 150 : 5;
        for (uint reset = 0; reset < 3; reset++)
        {
            await DefineAsync(1, first, reset > 0);
            await DefineAsync(1, first, false); // the same again takes no more
            await HandledAsync(raw);
            Assert.Equal((first * each) - (64 * Ki), node.Remote.LargeBudget.Held);
        }

        await DefineAsync(first + 1, areIds ? 500 : 20, false);
        Assert.Contains(nameof(RemoteOptions.LargeInboundLimitBytes), (await raw.ReadRejectAsync()).Detail, StringComparison.Ordinal);
        await HeldAsync(node, 0);

        async Task DefineAsync(int from, int to, bool reset)
        {
            for (int id = from; id <= to; id++)
            {
                var batch = new Batch { ResetTables = reset && id == from };
                if (areIds) batch.Types_.Add(new TypeDefinition { Id = (uint)id, Name = new string('x', 252) + id.ToString("D4", CultureInfo.InvariantCulture) });
                else batch.Targets.Add(new TargetDefinition { Id = (uint)id, Path = string.Concat(Enumerable.Repeat("/a", segments)) });
                await TrySendAsync(raw, new Frame { Batch = batch });
            }
        }
    }

    /// <summary>Frames that do not end. Fails when LinkReader does not count what it leaves in its input.</summary>
    [Fact]
    public async Task Frames_ThatDoNotEnd_AreBoundedTogetherAndGivenBack()
    {
        var options = Options with { MaxFrameBytes = 1024 * Ki, LargeInboundLimitBytes = 1024 * Ki };
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", options);
        await using var transport = cluster.Transport("raw");
        var peers = new List<RawPeer>();
        for (int i = 0; i < 2; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(transport, node));
            Assert.NotNull(await peers[i].ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client), options));
        }

        byte[] most = [0, .. new byte[] { 0, 0x0F, 0xFF, 0x00 }, .. new byte[(1000 * Ki) - 5]]; // of a frame of nearly 1 MiB
        await peers[0].SendAsync(most);
        await HeldAsync(node, (1000 - 256) * Ki);
        await TrySendAsync(peers[1], most);
        Assert.Contains(nameof(RemoteOptions.LargeInboundLimitBytes), (await peers[1].ReadRejectAsync()).Detail, StringComparison.Ordinal);
        await HeldAsync(node, (1000 - 256) * Ki);
        await peers[0].DisposeAsync();
        await HeldAsync(node, 0);
        await peers[1].DisposeAsync();
    }

    private static Frame LongPath(uint id, bool reset) =>
        new() { Batch = new Batch { ResetTables = reset, Targets = { new TargetDefinition { Id = id, Path = string.Concat(Enumerable.Repeat("/" + new string('x', 399), 10)) } } } };

    private static async Task TrySendAsync(RawPeer raw, Frame frame)
    {
        try
        {
            await raw.SendAsync(frame);
        }
        catch (LinkException)
        {
            // refused already
        }
    }

    private static async Task TrySendAsync(RawPeer raw, byte[] bytes)
    {
        try
        {
            await raw.SendAsync(bytes);
        }
        catch (LinkException)
        {
            // refused already
        }
    }

    [Fact]
    public void Validate_LessThanOneMessageTakes_NamesTheOption()
    {
        var options = Options with { LargeInboundLimitBytes = (192 * Ki) - 1 };
        Assert.Contains(nameof(RemoteOptions.LargeInboundLimitBytes), Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        Options.Validate();
    }

    private static async Task ChunkAsync(RawPeer raw, uint id, int total, int bytes)
    {
        for (; bytes > 0; bytes -= 8 * Ki)
            await raw.SendAsync(new Frame { Chunk = new Chunk { Id = id, Total = (uint)total, Data = ByteString.CopyFrom(new byte[Math.Min(bytes, 8 * Ki)]) } });
    }

    private static async Task TryChunkAsync(RawPeer raw, uint id, int total, int bytes)
    {
        try
        {
            await ChunkAsync(raw, id, total, bytes);
        }
        catch (LinkException)
        {
            // refused already
        }
    }

    private static Frame EnvelopeOf(uint large)
    {
        var batch = new Batch();
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/nobody" });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.blob" });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Large = large });
        return new Frame { Batch = batch };
    }

    /// <summary>All that was sent before has been acted on.</summary>
    private static async Task HandledAsync(RawPeer raw)
    {
        await raw.SendAsync(new Frame { Ping = new Ping { Sequence = 77 } });
        while ((await raw.ReadAsync()).Pong?.Sequence != 77)
        {
        }
    }

    private static async Task HeldAsync(TestNode node, long bytes)
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (node.Remote.LargeBudget.Held != bytes && !limit.IsCancellationRequested) await Task.Yield();
        Assert.Equal(bytes, node.Remote.LargeBudget.Held);
    }
}
