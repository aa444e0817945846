using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// A peer that has the secret, over real gRPC, does its worst. It is refused with a reason, that is counted, every ask of a
/// healthy peer is answered meanwhile, and nothing of it is left.
/// </summary>
public sealed class AttackTests
{
    private static readonly RemoteOptions Options = TestNode.Options with { MaxControlPerSecond = 2000, OutboundLimitMessages = 200, MaxPeers = 40, MaxPendingHandshakes = 20, HandshakeTimeout = 10 * TestNode.Patience, Transport = new() { FailedConnectionsPerSecond = 1_000_000 } };

    private static readonly byte[] TwoGibibytes = [0, 0x80, 0, 0, 0];

    public static TheoryData<string, string> Attacks => new()
    {
        { "2 GiB declared", nameof(RejectReason.FrameTooLarge) },
        { "2 GiB declared inside", nameof(RejectReason.Malformed) },
        { "64 KiB path", nameof(RejectReason.Malformed) },
        { "two dots", nameof(RejectReason.Malformed) },
        { "NUL", nameof(RejectReason.Malformed) },
        { "64 KiB path watched", nameof(RejectReason.Malformed) },
        { "two dots watched", nameof(RejectReason.Malformed) },
        { "unknown target", nameof(RejectReason.Malformed) },
        { "unknown type", nameof(RejectReason.Malformed) },
        { "unknown chunks", nameof(RejectReason.Malformed) },
        { "control replayed", nameof(RejectReason.Malformed) },
        { "control ahead", nameof(RejectReason.Malformed) },
        { "control ahead by one", nameof(RejectReason.Malformed) },
        { "table overflow", nameof(RejectReason.Limit) },
        { "5 messages in chunks", nameof(RejectReason.Limit) },
        { "64 MiB in chunks", nameof(RejectReason.Limit) },
        { "ping flood", nameof(RejectReason.Limit) },
        { "watch flood", nameof(RejectReason.Limit) },
    };

    /// <summary>Seen to fail: "control replayed" with InboundControl not looking at the last sequence of its session; the others with LinkReader's catches taken out.</summary>
    [Theory]
    [MemberData(nameof(Attacks))]
    public Task Session_Attacked_IsRefusedWithTheReasonAndCounted(string attack, string reason) => AgainstAsync(async (node, transport) =>
    {
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var sent = SendAsync(raw, attack);
        var reject = await raw.ReadRejectAsync();
        Assert.Equal(reason, reject.Reason.ToString());
        Assert.InRange(reject.Detail.Length, 10, 1000);
        await Task.WhenAny(sent, node.Log.WaitForAsync(2006));
        Assert.Equal(1, node.Remote.Counters.Refusals[reason]);
    });

    /// <summary>What is wrong in one message is that message's end and nothing else's: it is a dead letter, counted where the bytes are bad.</summary>
    [Theory]
    [InlineData("depth 10,000", DeadLetterReason.MalformedMessage)]
    [InlineData("an array of 4 billion", DeadLetterReason.MalformedMessage)]
    [InlineData("a message nobody knows", DeadLetterReason.UnknownMessage)]
    [InlineData("an actor that is not there", DeadLetterReason.NoSuchActor)]
    [InlineData("an actor of the system", DeadLetterReason.Forbidden)]
    [InlineData("an actor of another life", DeadLetterReason.NoSuchActor)]
    [InlineData("a forged reply", DeadLetterReason.LateReply)]
    public Task Message_Bad_IsADeadLetterAndTheSessionGoesOn(string what, DeadLetterReason reason) => AgainstAsync(async (node, transport) =>
    {
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var letter = node.NextDeadLetter(reason);
        await raw.SendAsync(Tell(batch =>
        {
            var envelope = batch.Envelopes[0];
            switch (what)
            {
                case "depth 10,000": envelope.Payload = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0x91, 10_000)]); break;
                case "an array of 4 billion": envelope.Payload = ByteString.CopyFrom(0xDD, 0xFF, 0xFF, 0xFF, 0xFF); break;
                case "a message nobody knows": batch.Types_[0].Name = "nobody.knows"; break;
                case "an actor that is not there": batch.Targets[0].Path = "/user/nobody"; break;
                case "an actor of the system": batch.Targets[0].Path = "/system/deadLetters"; break;
                case "an actor of another life": batch.Targets[0].Uid = 12345; break;
                case "a forged reply": envelope.Reply = 12345; break;
            }
        }));
        Assert.NotNull(await letter);
        Assert.Equal(reason == DeadLetterReason.MalformedMessage ? 1 : 0, node.Remote.Counters.Refusals.GetValueOrDefault("Malformed"));
        await AnswersAsync(raw);
    });

    /// <summary>Senders that are nowhere: the node must not come to know so many peers that a real one finds no place. Fails when Peer.IsForgettable is for peers only that died.</summary>
    [Fact]
    public Task Senders_ForgedOnMoreNodesThanThereMayBePeers_LeaveRoomForARealOne() => AgainstAsync(async (node, transport) =>
    {
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        for (int i = 1; i <= 200; i++)
        {
            int port = i;
            await raw.SendAsync(Tell(batch =>
            {
                batch.ResetTables = true;
                batch.Targets.Add(new TargetDefinition { Id = 2, Path = $"actors://nobody@127.0.0.1:{port}/user/x" });
                batch.Envelopes[0].Sender = 2;
                batch.Envelopes[0].Target = 3; // nobody answers it
                batch.Targets.Add(new TargetDefinition { Id = 3, Path = "/user/nobody" });
            }));
        }

        await AnswersAsync(raw);

        Assert.Equal(Options.MaxPeers, node.Remote.Peers.Count);
        await using var real = await TestNode.StartAsync("c", null);
        Assert.Equal(6, await real.AddAsync(node, 5));
    });

    /// <summary>Asks whose answers are never read: they pile up to the bound, further ones are dead letters.</summary>
    [Fact]
    public Task Reading_Never_FillsTheOutboundToItsBoundAndNoMore() => AgainstAsync(async (node, transport) =>
    {
        node.Spawn<Number>("blobber", static (context, _) =>
        {
            context.Reply(new Blob(new byte[60_000]));
            return Behavior.Same<Number>();
        });
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        var full = node.NextDeadLetter(DeadLetterReason.OutboundFull);
        await raw.SendAsync(Tell(static batch => batch.Targets[0].Path = "/user/blobber"));
        for (uint i = 1; !full.IsCompleted; i++)
            await raw.SendAsync(new Frame { Batch = new Batch { Envelopes = { new Envelope { Target = 1, Type = 1, Ask = i, Payload = ByteString.CopyFrom(Payload.Of(new Number(1))) } } } });
        await full;
        Assert.InRange(node.Remote.Peers.Single(peer => peer.IsClient).OutboundMessages, 1, 4 * Options.OutboundLimitMessages);
    });

    /// <summary>Byte by byte is slow, and right.</summary>
    [Fact]
    public Task Writing_ByteByByte_IsServed() => AgainstAsync(async (node, transport) =>
    {
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        using var buffer = new WireBuffer(256, 64 * 1024);
        FrameWriter.Write(buffer, Tell(static batch => batch.Envelopes[0].Ask = 5));
        foreach (byte next in buffer.WrittenMemory.ToArray()) await raw.SendAsync([next]);
        Assert.Equal(5u, (await raw.ReadAsync()).Batch.Envelopes[0].Reply);
    });

    /// <summary>A thousand connections that open the call and say nothing, or half a frame: served up to the limit of handshakes, refused beyond it.</summary>
    [Fact]
    public Task Connections_AThousandAtOnce_AreRefusedBeyondTheLimit() => AgainstAsync(async (node, _) =>
    {
        var all = new List<RawHttp2>();
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                var client = await RawHttp2.ConnectAsync(node.Remote.Self.Port);
                all.Add(client);
                client.Open(1);
                if (i % 2 == 0) client.Send(1, [0, 0, 0]);
                await client.FlushAsync();
            }

            await UntilAsync(() => node.Remote.Counters.Refusals.GetValueOrDefault("Limit") >= 1000 - Options.MaxPendingHandshakes);
        }
        finally
        {
            foreach (var client in all) client.Dispose();
        }
    });

    /// <summary>Calls that are cancelled as soon as they are opened. Kestrel hangs up on it in time; the node makes nothing of it that stays.</summary>
    [Fact]
    public Task Calls_ResetAtOnce_LeaveNothing() => AgainstAsync(async (node, _) =>
    {
        for (int connection = 0; connection < 5; connection++)
        {
            using var client = await RawHttp2.ConnectAsync(node.Remote.Self.Port);
            var drained = client.DrainAsync();
            bool open = true;
            for (int i = 0; i < 2000 && open; i++)
            {
                client.Open((2 * i) + 1);
                client.Cancel((2 * i) + 1);
                if (i % 50 == 49) open = await client.FlushAsync();
            }
        }
    });

    /// <summary>HTTP/2's own pings, of which no answer is read.</summary>
    [Fact]
    public Task Http2Pings_WithoutReadingTheAnswers_LeaveNothing() => AgainstAsync(async (node, _) =>
    {
        using var client = await RawHttp2.ConnectAsync(node.Remote.Self.Port);
        bool open = true;
        for (int i = 0; i < 200 && open; i++)
        {
            for (int j = 0; j < 100; j++) client.PingOnce();
            open = await client.FlushAsync();
        }
    });

    /// <summary>Runs an attack while a healthy peer asks; then looks at what is left of it.</summary>
    private static async Task AgainstAsync(Func<TestNode, GrpcLinkTransport, Task> attack)
    {
        await using var node = await TestNode.StartAsync("b", null, Options);
        await using var healthy = await TestNode.StartAsync("a", null);
        await using var transport = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        node.SpawnAdder();
        Assert.Equal(2, await healthy.AddAsync(node, 1));
        var attacking = attack(node, transport);
        long asked = 0;
        do
        {
            asked++;
            Assert.Equal(asked + 1, await healthy.AddAsync(node, asked));
        }
        while (!attacking.IsCompleted);
        await attacking;
        Assert.Equal(1, healthy.Log.Count(2001)); // one session throughout
        await UntilAsync(() => !node.Remote.Peers.Any(static peer => peer.IsClient));
        const int hungUp = 60; // Kestrel's, on a connection that makes it write more than is read
        Assert.DoesNotContain(node.Log.Lines, static line => line.Level > Microsoft.Extensions.Logging.LogLevel.Warning && line.Id != hungUp);
    }

    /// <summary>The session goes on: an ask is answered.</summary>
    private static async Task AnswersAsync(RawPeer raw)
    {
        await raw.SendAsync(Tell(static batch => (batch.ResetTables, batch.Envelopes[0].Ask) = (true, 5)));
        await FindAsync().WaitAsync(TestNode.Patience);

        async Task FindAsync()
        {
            while ((await raw.ReadAsync()).Batch is not { } reply || reply.Envelopes[0].Reply != 5)
            {
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task SendAsync(RawPeer raw, string attack)
    {
        switch (attack)
        {
            case "2 GiB declared": await raw.SendAsync(TwoGibibytes); break;
            case "2 GiB declared inside": await raw.SendAsync([0, 0, 0, 0, 8, 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 0]); break;
            case "64 KiB path": await SendLongAsync(raw, Tell(static batch => batch.Targets[0].Path = "/user/" + new string('x', 65_536))); break;
            case "two dots": await raw.SendAsync(Tell(static batch => batch.Targets[0].Path = "/user/../system/deadLetters")); break;
            case "NUL": await raw.SendAsync(Tell(static batch => batch.Targets[0].Path = "/user/adder\0x")); break;
            case "64 KiB path watched": await SendLongAsync(raw, Watch(1, "/user/" + new string('x', 65_536))); break;
            case "two dots watched": await raw.SendAsync(Watch(1, "/user/../system")); break;
            case "unknown target": await raw.SendAsync(Tell(static batch => batch.Envelopes[0].Target = 77)); break;
            case "unknown type": await raw.SendAsync(Tell(static batch => batch.Envelopes[0].Type = 77)); break;
            case "unknown chunks": await raw.SendAsync(Tell(static batch => batch.Envelopes[0].Large = 77)); break;
            case "control replayed":
                for (ulong sequence = 1; sequence <= 3; sequence++) await raw.SendAsync(Watch(sequence, "/user/adder"));
                await raw.SendAsync(Watch(2, "/user/adder"));
                break;
            case "control ahead by one": await raw.SendAsync(Watch(2, "/user/adder")); break;
            case "control ahead": await raw.SendAsync(Watch(ulong.MaxValue, "/user/adder")); break;
            case "table overflow":
                for (uint id = 1; id <= 4097; id += 100)
                {
                    var batch = new Batch();
                    for (uint i = id; i < id + 100; i++) batch.Targets.Add(new TargetDefinition { Id = i, Path = $"/user/{i}" });
                    await raw.SendAsync(new Frame { Batch = batch });
                }

                break;
            case "5 messages in chunks":
                for (uint id = 1; id <= 5; id++) await raw.SendAsync(new Frame { Chunk = new Chunk { Id = id, Total = 4_000_000, Data = ByteString.CopyFrom(1) } });
                break;
            case "64 MiB in chunks": await raw.SendAsync(new Frame { Chunk = new Chunk { Id = 1, Total = 64 * 1024 * 1024, Data = ByteString.CopyFrom(1) } }); break;
            case "ping flood": await SendManyAsync(raw, static i => new Frame { Ping = new Ping { Sequence = i } }); break;
            case "watch flood": await SendManyAsync(raw, static i => Watch(i, $"/user/nobody{i}")); break;
        }
    }

    private static async Task SendManyAsync(RawPeer raw, Func<ulong, Frame> make)
    {
        using var buffer = new WireBuffer(4096, 1024 * 1024);
        for (ulong i = 1; i <= 4000; i++) FrameWriter.Write(buffer, make(i));
        await raw.SendAsync(buffer.WrittenMemory.ToArray());
    }

    private static async Task SendLongAsync(RawPeer raw, Frame frame)
    {
        using var buffer = new WireBuffer(4096, 1024 * 1024);
        FrameWriter.Write(buffer, frame);
        await raw.SendAsync(buffer.WrittenMemory.ToArray());
    }

    private static Frame Watch(ulong sequence, string path) => new() { Control = new Control { Sequence = sequence, Watch = new Watch { Target = new ActorId { Path = path } } } };

    private static Frame Tell(Action<Batch> change)
    {
        var batch = new Batch();
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/adder" });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.number" });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(Payload.Of(new Number(41))) });
        change(batch);
        return new Frame { Batch = batch };
    }
}
