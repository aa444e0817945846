using Actors.Remote;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Fuzz.Targets;

/// <summary>A frame of each kind, whole.</summary>
internal static class FrameSeeds
{
    internal static readonly NodeId Dialler = new() { System = "raw", Host = "127.0.0.1", Port = 9, Incarnation = 1 };

    internal static readonly ByteString Nonce = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(i => (byte)i)]);

    internal static byte[][] All => [.. Frames.Select(Write), Write([.. Frames]), Unknown(), Deep()];

    internal static IEnumerable<Frame> Frames =>
    [
        new() { Batch = Messages() },
        new() { Batch = new Batch { ResetTables = true, Envelopes = { new Envelope { Reply = 5, Failure = AskFailure.Dead }, new Envelope { Target = 1, Type = 1, Large = 1, Epoch = 5, Hops = 2 } } } },
        new() { Chunk = new Chunk { Id = 1, Total = 10, Data = ByteString.CopyFromUtf8("hello") } },
        new() { Ping = new Ping { Sequence = 1, Epoch = 2 } },
        new() { Pong = new Pong { Sequence = 300, Epoch = ulong.MaxValue } },
        new() { ControlAck = new ControlAck { Sequence = 1 } },
        .. Controls,
        new() { Manifest = new Manifest { Entries = { new ManifestEntry { Id = "nodes.number", Format = 1, Shape = 77, Members = { 1, 2, 3 } }, new ManifestEntry { Id = "nobody.knows" } } } },
        new() { Hello = HelloOf(StreamKind.Client) },
        new() { Challenge = new Challenge { Version = 1, Nonce = Nonce, Proof = Nonce, Node = Dialler } },
        new() { Proof = new Proof { Proof_ = Nonce } },
        new() { Welcome = new Welcome { Session = Nonce, MaxFrameBytes = 65536, MaxTableEntries = 100, ManifestDigest = 9 } },
        new() { Reject = new Reject { Reason = RejectReason.Limit, Detail = "no" } },
        new() { Goodbye = new Goodbye { Detail = "bye" } },
    ];

    internal static IEnumerable<Frame> Controls =>
    [
        new() { Control = new Control { Sequence = 1, Watch = new Watch { Target = new ActorId { Path = "/user/echo", Uid = 3 } } } },
        new() { Control = new Control { Sequence = 2, Unwatch = new Unwatch { Target = new ActorId { Path = "/user/echo" } } } },
        new() { Control = new Control { Sequence = 3, Terminated = new Remote.Proto.Terminated { Target = new ActorId { Path = "/user/echo" }, WatchedUid = 9 } } },
        new() { Control = new Control { Sequence = 4, Stop = new StopActor { Target = new ActorId { Path = "/user/none" }, Poison = true } } },
        new() { Control = new Control { Sequence = 5, Refused = new Refused { Reason = RejectReason.UnknownMessage, Detail = "what" } } },
    ];

    internal static Hello HelloOf(StreamKind kind) => new()
    {
        VersionMin = 1, VersionMax = 1, Cluster = "default", Universe = "", Node = Dialler, Kind = kind, Nonce = Nonce, MaxFrameBytes = 65536, MaxMessageBytes = 65536, ManifestDigest = 7,
    };

    internal static Batch Messages()
    {
        var batch = new Batch();
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = "/user/echo" });
        batch.Targets.Add(new TargetDefinition { Id = 2, Path = "actors://raw@127.0.0.1:9/user/sender#1.5", Uid = 3 });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = "nodes.number" });
        batch.Types_.Add(new TypeDefinition { Id = 2, Name = "nobody.knows" });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x91, 5), Sender = 2 });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x91, 5), Ask = 77, Epoch = 4, Hops = 1, Trace = new TraceContext { Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
        return batch;
    }

    internal static byte[] Write(params Frame[] frames)
    {
        using var buffer = new WireBuffer(256, 1 << 20);
        foreach (var frame in frames) FrameWriter.Write(buffer, frame);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Write(Frame frame) => Write([frame]);

    /// <summary>Groups one deeper than is allowed.</summary>
    private static byte[] Deep() => [0, 0, 0, 0, 202, .. Enumerable.Repeat<byte[]>([0xA3, 1], 101).SelectMany(tag => tag)];

    /// <summary>What a later version may add: fields of every wire type, and groups in groups.</summary>
    private static byte[] Unknown()
    {
        byte[] fields = [0xA0, 1, 5, 0xA1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0xA2, 1, 2, 9, 9, 0xA5, 1, 1, 2, 3, 4, 0xA3, 1, 0xAB, 1, 0xA0, 1, 1, 0xAC, 1, 0xA4, 1];
        byte[] body = [0x3A, (byte)fields.Length, .. fields, .. fields];
        return [0, 0, 0, 0, (byte)body.Length, .. body];
    }
}
