using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

public class LargeMessageTests
{
    private protected virtual int DataStreams => 1;

    private TestCluster NewCluster() => new(DataStreams);

    private const int ChunkBytes = 4096;

    private static RemoteOptions Options { get; } = TestNode.Options with { ChunkBytes = ChunkBytes, BatchBytes = 1024, MaxMessageBytes = 1024 * 1024 };

    [Theory]
    [InlineData(ChunkBytes - 10)]
    [InlineData(ChunkBytes + 1)]
    [InlineData(1024 * 1024 - 100)]
    public async Task Tell_MessagesOfAllSizes_ArriveWholeAndInOrder(int bytes)
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Options), await cluster.StartAsync("b", Options));
        var inbox = b.SpawnInbox<Blob>("inbox");
        var target = a.Ref<Blob>(b, "inbox");
        for (byte i = 0; i < 10; i++)
        {
            target.Tell(new Blob([i]));
            target.Tell(new Blob(Filled(bytes, i)));
        }

        for (byte i = 0; i < 10; i++)
        {
            Assert.Equal([i], (await inbox.NextAsync()).Bytes);
            Assert.Equal(Filled(bytes, i), (await inbox.NextAsync()).Bytes);
        }
    }

    /// <summary>
    /// On the wire: small messages to other actors are not behind the chunks but between them, those to the same actor are
    /// behind. Fails when a large message goes out at once, and when DataPump.TryPutBehind lets all overtake.
    /// </summary>
    [Fact]
    public async Task Tell_LargeThenSmall_TheSmallToOthersWaitForNoMoreThanOneChunk()
    {
        await using var cluster = NewCluster();
        var node = await cluster.StartAsync("b", Options with { ReconnectMin = TimeSpan.FromHours(1), ReconnectMax = TimeSpan.FromHours(1) });
        var (x, y) = (node.System.Resolve<Blob>("actors://raw@127.0.0.1:9/user/x"), node.System.Resolve<Blob>("actors://raw@127.0.0.1:9/user/y"));
        x.Tell(new Blob(Filled(100_000, 1)));
        x.Tell(new Blob([2]));
        for (int i = 0; i < 500; i++) y.Tell(new Blob([3]));
        await node.Log.WaitForAsync(2003); // its own dial is over, to which the peer's would give way
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawSession.BeginAsync(transport, node, Options);
        int received = 0, smallBeforeEnd = 0, chunksInARow = 0, mostInARow = 0;
        var ofX = new List<uint>();
        while (ofX.Count < 2)
        {
            var frame = await raw.Data.ReadAsync();
            if (frame.Chunk is { } chunk)
            {
                received += chunk.Data.Length;
                Assert.InRange(chunk.Data.Length, 1, ChunkBytes);
                if (smallBeforeEnd < 500) mostInARow = Math.Max(mostInARow, ++chunksInARow);
                continue;
            }

            chunksInARow = 0;
            foreach (var envelope in frame.Batch.Envelopes)
            {
                bool isY = envelope.Payload.Span is [0x91, 0xC4, 1, 3];
                if (isY) smallBeforeEnd++;
                else ofX.Add(envelope.Large);
            }
        }

        Assert.InRange(received, 100_000, 100_010);
        Assert.Equal(500, smallBeforeEnd);
        Assert.Equal(1, mostInARow);
        Assert.NotEqual(0u, ofX[0]); // the large one, then what was told after it
        Assert.Equal(0u, ofX[1]);
    }

    /// <summary>What a session ended under is lost and accounted for, what was behind it is not: fails when DataPump.TakeHeld forgets the followers.</summary>
    [Fact]
    public async Task Cut_WithinALargeMessage_WhatWasBehindItGoesToTheNextSession()
    {
        await using var cluster = NewCluster();
        var node = await cluster.StartAsync("b", Options with { ReconnectMin = TimeSpan.FromHours(1), ReconnectMax = TimeSpan.FromHours(1) });
        var x = node.System.Resolve<Blob>("actors://raw@127.0.0.1:9/user/x");
        var lost = node.NextDeadLetter(DeadLetterReason.LinkLost);
        x.Tell(new Blob(Filled(1_000_000, 1))); // more than the stream takes before it is read
        x.Tell(new Blob([2]));
        await node.Log.WaitForAsync(2003);
        await using var transport = cluster.Transport("raw");
        await using (var first = await RawSession.BeginAsync(transport, node, Options))
        {
            while ((await first.Data.ReadAsync()).Chunk is null)
            {
            }
        }

        Assert.Equal(1_000_000, Assert.IsType<Blob>((await lost).Message).Bytes.Length);
        await using var second = await RawSession.BeginAsync(transport, node, Options);
        Envelope? behind = null;
        while (behind is null) behind = (await second.Data.ReadAsync()).Batch?.Envelopes.FirstOrDefault();
        Assert.Equal([0x91, 0xC4, 1, 2], behind.Payload.ToByteArray());
        Assert.Equal(1, node.System.DeadLetters.Total);
    }

    [Fact]
    public async Task Ask_BeyondTheLimit_FailsNamingSizeAndLimit()
    {
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", Options));
        b.SpawnAdder();
        b.SpawnInbox<Blob>("inbox");
        Assert.Equal(2, await a.AddAsync(b, 1));
        var letter = a.NextDeadLetter(DeadLetterReason.TooLarge);
        var error = await Assert.ThrowsAsync<FrameTooLargeException>(async () => await a.Ref<Blob>(b, "inbox").Ask<Blob, Blob>(new Blob(new byte[2_000_000]), TestNode.Patience));
        Assert.Equal(Options.MaxMessageBytes, error.LimitBytes);
        Assert.InRange(error.Bytes, 2_000_000, 2_000_010);
        Assert.Contains(nameof(RemoteOptions.MaxMessageBytes), await a.Log.WaitForAsync(2014), StringComparison.Ordinal);
        await letter;
        Assert.Equal(3, await a.AddAsync(b, 2));
    }

    /// <summary>
    /// Large and small ones in turn, to two actors, over cuts: each at most once and in order, the lost ones that had begun
    /// are dead letters. Fails when AbandonLarge forgets what was behind (the end does not come) or puts it behind the queue.
    /// </summary>
    [Fact]
    public async Task Cut_DuringLargeMessages_KeepsOrderAndDoublesNothing()
    {
        const int count = 2000;
        await using var cluster = NewCluster();
        var (a, b) = (await cluster.StartAsync("a", Options), await cluster.StartAsync("b", Options));
        var sinks = new[] { "one", "two" }.Select(name => (Ref: a.Ref<Blob>(b, name), Ended: new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously), Name: name)).ToArray();
        foreach (var (_, ended, name) in sinks)
        {
            int last = -1;
            string? problem = null;
            b.Spawn<Blob>(name, (_, blob) =>
            {
                int number = BitConverter.ToInt32(blob.Bytes);
                if (number <= last) problem ??= $"{number} after {last}";
                if (blob.Bytes.AsSpan(4).ContainsAnyExcept((byte)number)) problem ??= $"{number} is damaged";
                last = number;
                if (number >= count) ended.TrySetResult(problem);
                return Behavior.Same<Blob>();
            });
        }

        for (int i = 0; i < count; i++)
        {
            foreach (var (sink, _, _) in sinks) await sink.TellAsync(Numbered(i, i % 3 == 0 ? 20_000 : 10));
            if (i % 200 != 199) continue;
            cluster.Network.Cut("a", "b");
            cluster.Network.Heal("a", "b");
        }

        // What is told to a session that has been cut, and does not know it yet, is lost with it.
        using var patience = new CancellationTokenSource(TestNode.Patience);
        for (int last = count; sinks.Any(static sink => !sink.Ended.Task.IsCompleted); last++)
        {
            foreach (var (sink, _, _) in sinks) await sink.TellAsync(Numbered(last, 10), patience.Token);
            await Task.Yield();
        }

        foreach (var (_, ended, _) in sinks) Assert.Null(await ended.Task);

        Assert.Equal(a.System.DeadLetters.Total, a.System.DeadLetters.Count(DeadLetterReason.LinkLost));
    }

    /// <summary>Fails case by case when LargePayloads does not look at what each names.</summary>
    [Theory]
    [InlineData("too large", nameof(RejectReason.Limit))]
    [InlineData("too many", nameof(RejectReason.Limit))]
    [InlineData("more than announced", nameof(RejectReason.Malformed))]
    [InlineData("another total", nameof(RejectReason.Malformed))]
    [InlineData("empty", nameof(RejectReason.Malformed))]
    [InlineData("without id", nameof(RejectReason.Malformed))]
    [InlineData("not complete", nameof(RejectReason.Malformed))]
    [InlineData("unknown", nameof(RejectReason.Malformed))]
    public async Task Chunks_ThatAreWrong_EndTheSession(string what, string reason)
    {
        await using var cluster = NewCluster();
        var node = await cluster.StartAsync("b", Options);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        switch (what)
        {
            case "too large": await ChunkAsync(1, 1024 * 1024 + 1, 1); break;
            case "too many": for (uint id = 1; id <= 5; id++) await ChunkAsync(id, 10, 1); break;
            case "more than announced": await ChunkAsync(1, 10, 11); break;
            case "another total": await ChunkAsync(1, 10, 1); await ChunkAsync(1, 11, 1); break;
            case "empty": await ChunkAsync(1, 10, 0); break;
            case "without id": await ChunkAsync(0, 10, 1); break;
            case "not complete": await ChunkAsync(1, 10, 9); await EnvelopeAsync(1); break;
            case "unknown": await EnvelopeAsync(7); break;
        }

        Assert.Equal(reason, (await raw.ReadRejectAsync()).Reason.ToString());

        Task ChunkAsync(uint id, int total, int bytes) =>
            raw.SendAsync(new Frame { Chunk = new Chunk { Id = id, Total = (uint)total, Data = ByteString.CopyFrom(new byte[bytes]) } });

        Task EnvelopeAsync(uint large)
        {
            var batch = new Batch();
            batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/x" });
            batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.blob" });
            batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Large = large });
            return raw.SendAsync(new Frame { Batch = batch });
        }
    }

    private static byte[] Filled(int bytes, byte with)
    {
        byte[] filled = new byte[bytes];
        Array.Fill(filled, with);
        return filled;
    }

    private static Blob Numbered(int number, int bytes)
    {
        byte[] filled = Filled(bytes, (byte)number);
        BitConverter.TryWriteBytes(filled, number);
        return new Blob(filled);
    }
}
