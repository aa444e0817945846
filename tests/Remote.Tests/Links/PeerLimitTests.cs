using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>What one peer may have and do; each limit refuses with its name.</summary>
public sealed class PeerLimitTests
{
    /// <summary>The one watch too many is refused by name on both sides, those before it hold, and the session goes on.</summary>
    [Fact]
    public async Task Watch_MoreThanAllowed_IsRefusedAndTheOthersHold()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var b = await cluster.StartAsync("b", TestNode.Options with { MaxWatchesPerPeer = 2 });
        for (int i = 0; i < 3; i++) b.SpawnAdder($"adder{i}");
        var watches = new List<Task>();
        for (int i = 0; i < 3; i++) watches.Add(ActorSystem.WhenTerminated(a.Ref<Number>(b, $"adder{i}")));
        string line = await a.Log.WaitForAsync(2007);
        Assert.Contains(nameof(RemoteOptions.MaxWatchesPerPeer), line, StringComparison.Ordinal);
        Assert.Contains("/user/adder2", line, StringComparison.Ordinal);
        Assert.Contains(nameof(RemoteOptions.MaxWatchesPerPeer), await b.Log.WaitForAsync(2006), StringComparison.Ordinal);
        for (int i = 0; i < 3; i++) ActorSystem.Stop(a.Ref<Number>(b, $"adder{i}"));
        await Task.WhenAll(watches.Take(2)).WaitAsync(TestNode.Patience);
        Assert.False(watches[2].IsCompleted);
        Assert.Equal(1, a.Log.Count(2001));
    }

    /// <summary>Within one instant of virtual time too many; the same number over more time is fine.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Control_FasterThanAllowed_EndsTheSession(bool tooFast)
    {
        var time = new VirtualTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxControlPerSecond = 10, PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) }, time);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        for (uint i = 1; i <= 11; i++)
        {
            if (i == 11 && !tooFast) time.AdvanceBy(TimeSpan.FromSeconds(1));
            await raw.SendAsync(new Frame { Ping = new Ping { Sequence = i } });
            if (i == 11 && tooFast) break;
            Assert.Equal(i, (await raw.ReadAsync()).Pong.Sequence);
        }

        if (tooFast) Assert.Contains(nameof(RemoteOptions.MaxControlPerSecond), (await raw.ReadRejectAsync()).Detail, StringComparison.Ordinal);
        Assert.Equal(tooFast ? 1 : 0, node.Log.Count(2006));
    }

    /// <summary>
    /// Who has itself answered about long paths, and acknowledges nothing, is given up by their size. Seen to fail while only their number
    /// counted: with the defaults a peer could have a node keep 100,000 paths of 4,096 characters.
    /// </summary>
    [Fact]
    public async Task Answers_AboutLongPaths_CountByTheirSize()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxPendingControl = 1000 });
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        string path = string.Concat(Enumerable.Repeat("/" + new string('x', 500), 7));
        var watching = WatchAsync();
        await node.Log.WaitForAsync(2004, 1);
        Assert.InRange(await watching, 1UL, 200UL);

        async Task<ulong> WatchAsync()
        {
            for (ulong i = 1; i <= 200; i++)
            {
                try
                {
                    await raw.SendAsync(new Frame { Control = new Control { Sequence = i, Watch = new Watch { Target = new ActorId { Path = path + i } } } });
                }
                catch (LinkException)
                {
                    return i;
                }
            }

            return 200;
        }
    }

    /// <summary>
    /// The same of a peer that does not even read: what has been answered waits behind a write that never ends. Seen to fail (nothing was given
    /// up, and as much was kept as the peer liked to ask for) while the pump's own turn had to find it out.
    /// </summary>
    [Fact]
    public async Task Answers_ThatAreNotRead_AreBoundedToo()
    {
        await using var cluster = new TestCluster();
        var stuck = new StuckTransport(cluster.Transport("b"));
        await using var node = await TestNode.StartAsync("b", stuck, TestNode.Options with { MaxPendingControl = 100 });
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        stuck.Stick();
        await WatchAsync(1);
        await stuck.Begun;
        for (ulong i = 2; i <= 101; i++) await WatchAsync(i);
        Assert.Contains(nameof(RemoteOptions.MaxPendingControl), await node.Log.WaitForAsync(2004), StringComparison.Ordinal);
        await Assert.ThrowsAsync<LinkException>(raw.ReadAnyAsync);

        Task WatchAsync(ulong i) => raw.SendAsync(new Frame { Control = new Control { Sequence = i, Watch = new Watch { Target = new ActorId { Path = "/user/nobody" + i } } } });
    }

    /// <summary>The limit is the peer's, whichever of its streams it uses. Seen to fail while each stream counted for itself.</summary>
    [Fact]
    public async Task Control_OverTwoStreams_CountsAsOnOne()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxControlPerSecond = 10, PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) }, new VirtualTime());
        await using var transport = cluster.Transport("raw");
        await using var control = await RawPeer.ConnectAsync(transport, node);
        await using var data = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = (await control.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Control))).Session;
        Assert.NotNull(await data.ShakeHandsAsync(hello));
        for (uint i = 1; i <= 11; i++)
        {
            await (i % 2 == 0 ? control : data).SendAsync(new Frame { Ping = new Ping { Sequence = i } });
            if (i < 11) Assert.Equal(i, (await control.ReadAsync()).Pong.Sequence);
        }

        Assert.Contains(nameof(RemoteOptions.MaxControlPerSecond), (await control.ReadRejectAsync()).Detail, StringComparison.Ordinal);
    }

    /// <summary>One too many within an instant of virtual time ends the session; the same over more time are dead letters. Fails when Count only counts.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Malformed_FasterThanAllowed_EndsTheSession(bool tooFast)
    {
        var time = new VirtualTime();
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxMalformedPerSecond = 3, PingInterval = TimeSpan.FromHours(1), PingTimeout = TimeSpan.FromHours(2) }, time);
        node.SpawnAdder();
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = "/user/adder" } }, Types_ = { new TypeDefinition { Id = 1, Name = "nodes.number" } } };
        batch.Envelopes.Add(Enumerable.Repeat(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0xc1) }, 3));
        await raw.SendAsync(new Frame { Batch = batch });
        await raw.SendAsync(new Frame { Ping = new Ping { Sequence = 1 } });
        Assert.Equal(1u, (await raw.ReadAsync()).Pong.Sequence);
        if (!tooFast) time.AdvanceBy(TimeSpan.FromSeconds(1));
        await raw.SendAsync(new Frame { Batch = new Batch { Envelopes = { batch.Envelopes[0] } } });
        if (tooFast)
        {
            Assert.Contains(nameof(RemoteOptions.MaxMalformedPerSecond), (await raw.ReadRejectAsync()).Detail, StringComparison.Ordinal);
            return;
        }

        await raw.SendAsync(new Frame { Ping = new Ping { Sequence = 2 } });
        Assert.Equal(2u, (await raw.ReadAsync()).Pong.Sequence);
        Assert.Equal(4, node.Remote.Counters.Refusals[nameof(RejectReason.Malformed)]);
    }

    /// <summary>Fails when Acceptor does not count down again: the last one is refused too.</summary>
    [Fact]
    public async Task Handshakes_MoreThanAllowedAtOnce_AreRefusedAndLaterOnesServed()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { MaxPendingHandshakes = 2 });
        await using var transport = cluster.Transport("raw");
        await using var one = await RawPeer.ConnectAsync(transport, node);
        await using var two = await RawPeer.ConnectAsync(transport, node);
        foreach (var slow in new[] { one, two })
        {
            await slow.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
            Assert.NotNull((await slow.ReadAsync()).Challenge);
        }

        await using var three = await RawPeer.ConnectAsync(transport, node);
        Assert.Contains(nameof(RemoteOptions.MaxPendingHandshakes), (await three.ReadRejectAsync()).Detail, StringComparison.Ordinal);
        await one.SendAsync([0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]);
        await one.ReadRejectAsync();
        await node.Log.WaitForAsync(2006, 2);
        RawPeer? four = null;
        try
        {
            // The handshake that ended is counted down just after its refusal has been written.
            for (Welcome? welcome = null; welcome is null;)
            {
                if (four is not null) await four.DisposeAsync();
                four = await RawPeer.ConnectAsync(transport, node);
                await four.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
                if ((await four.ReadAsync()).Challenge is not null) break;
            }
        }
        finally
        {
            if (four is not null) await four.DisposeAsync();
        }
    }

    /// <summary>Fails when AskTable.NextNumber leaves out a step that makes it one to one, or counts only.</summary>
    [Fact]
    public void AskNumbers_WithAnyKey_AreAllDifferentNeverZeroAndNotInARow() => Prop.ForAll<ulong>(key =>
    {
        var table = new AskTable();
        table.Scramble(BitConverter.GetBytes(key | (7UL << 32)));
        var numbers = Enumerable.Range(0, 2000).Select(_ => table.NextNumber()).ToArray();
        return numbers.Distinct().Count() == numbers.Length && !numbers.Contains(0UL) && numbers.Zip(numbers.Skip(1)).Count(pair => pair.Second == pair.First + 1) < 5;
    }).QuickCheckThrowOnFailure();
}
