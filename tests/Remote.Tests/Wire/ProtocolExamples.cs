using System.Globalization;
using System.Numerics;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;
using Google.Protobuf;

namespace Actors.Remote.Tests.Wire;

/// <summary>What docs/protocol.md shows in bytes, as the code writes it.</summary>
internal static class ProtocolExamples
{
    private static readonly RemoteOptions Options = new() { Secret = "correct horse battery" };
    private static readonly Hello Greeting = new() { VersionMin = 1, VersionMax = 1, Cluster = "default", Kind = StreamKind.Client, Nonce = ByteString.CopyFrom(Range(0x00)) };
    private static readonly Challenge Question = new() { Version = 1, Nonce = ByteString.CopyFrom(Range(0x10)), Node = NodeIds.Of(new NodeAddress("demo", "127.0.0.1", 4711, 7)) };
    private static readonly ActorId Worker = new() { Path = "/user/worker" };

    private delegate void Writing(ref MessagePackWriter writer);

    internal static IReadOnlyDictionary<string, byte[]> Frames { get; } = new Dictionary<string, byte[]>
    {
        ["hello"] = Bytes(new Frame { Hello = Greeting }),
        ["challenge"] = Bytes(new Frame
        {
            Challenge = new Challenge(Question) { Proof = ByteString.CopyFrom(Credentials.AcceptorProof(Options, Greeting, Question)) },
        }),
        ["proof"] = Bytes(new Frame { Proof = new Proto.Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(Options, Greeting, Question)) } }),
        ["welcome"] = Bytes(new Frame
        {
            Welcome = new Welcome
            {
                Session = ByteString.CopyFrom(Range(0x20)),
                MaxFrameBytes = (uint)Options.MaxFrameBytes,
                MaxTableEntries = (uint)Options.MaxTableEntries,
                MaxMessageBytes = (uint)Options.MaxMessageBytes,
            },
        }),
        ["batch"] = Bytes(new Frame
        {
            Batch = new Batch
            {
                Targets = { new TargetDefinition { Id = 1, Path = "/user/inbox" }, new TargetDefinition { Id = 2, Path = "/user/adder" } },
                Types_ = { new TypeDefinition { Id = 1, Name = "nodes.number" } },
                Envelopes = { new Envelope { Target = 1, Type = 1, Payload = Payloads(new Number(7)) }, new Envelope { Target = 2, Type = 1, Payload = Payloads(new Number(41)), Ask = 1 } },
            },
        }),
        ["reply"] = Bytes(new Frame
        {
            Batch = new Batch { Types_ = { new TypeDefinition { Id = 1, Name = "nodes.number" } }, Envelopes = { new Envelope { Type = 1, Payload = Payloads(new Number(42)), Reply = 1 } } },
        }),
        ["watch"] = Bytes(new Frame { Control = new Control { Sequence = 1, Watch = new Watch { Target = Worker } } }),
        ["ack"] = Bytes(new Frame { ControlAck = new ControlAck { Sequence = 1 } }),
        ["terminated"] = Bytes(new Frame { Control = new Control { Sequence = 1, Terminated = new Proto.Terminated { Target = new ActorId { Path = "/user/worker", Uid = 9 } } } }),
    };

    /// <summary>In the order of the page.</summary>
    internal static IReadOnlyList<byte[]> Values { get; } =
    [
        Bytes((ref writer) => writer.WriteBoolean(true)),
        Bytes((ref writer) => writer.WriteInt64(300)),
        Bytes((ref writer) => writer.WriteInt64(-1)),
        Bytes((ref writer) => writer.WriteSingle(1.5f)),
        Bytes((ref writer) => writer.WriteDouble(1.5)),
        Bytes((ref writer) => writer.WriteHalf((Half)1.5)),
        Bytes((ref writer) => writer.WriteDecimal(-12.50m)),
        Bytes((ref writer) => writer.WriteInt128(1)),
        Bytes((ref writer) => writer.WriteBigInteger(new BigInteger(255))),
        Bytes((ref writer) => writer.WriteString("Ada")),
        Bytes((ref writer) => writer.WriteBytes([1, 2])),
        Bytes((ref writer) => writer.WriteGuid(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"))),
        Bytes((ref writer) => writer.WriteDateTime(Moment("2026-01-02T03:04:05Z").UtcDateTime)),
        Bytes((ref writer) => writer.WriteDateTime(Moment("2026-01-02T03:04:05.5Z").UtcDateTime)),
        Bytes((ref writer) => writer.WriteDateTimeOffset(Moment("2026-01-02T05:04:05+02:00"))),
        Bytes((ref writer) => writer.WriteTimeSpan(TimeSpan.FromSeconds(1))),
        Bytes((ref writer) => writer.WriteDateOnly(new DateOnly(1970, 2, 1))),
        Bytes((ref writer) => writer.WriteTimeOnly(new TimeOnly(0, 0, 1))),
        Bytes((ref writer) => writer.WriteUri(new Uri("http://a/"))),
        Bytes((ref writer) => writer.WriteVersion(new Version(1, 2, 3))),
        Bytes((ref writer) => writer.WriteActorPath(ActorPath.FromString("/user/a"))),
        Bytes((ref writer) => writer.WriteNil()),
        Bytes((ref writer) =>
        {
            writer.BeginArray(3);
            for (int i = 1; i <= 3; i++) writer.WriteInt64(i);
        }),
        Bytes((ref writer) =>
        {
            writer.BeginMap(1);
            writer.WriteString("a");
            writer.WriteInt64(1);
        }),
        Bytes((ref writer) =>
        {
            writer.BeginArray(2);
            writer.WriteInt64(1);
            writer.WriteString("a");
        }),
        Payload.Of(new Number(41)),
        [0x92, 2, .. Payload.Of(new Number(41))], // as UnionTests have it
        Bytes((ref writer) => writer.WriteUInt64(1)),
        Bytes((ref writer) => writer.WriteString("/cluster/word/hello")),
    ];

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Range(byte first) => [.. Enumerable.Range(first, Credentials.NonceBytes).Select(i => (byte)i)];

    private static ByteString Payloads(Number number) => ByteString.CopyFrom(Payload.Of(number));

    private static byte[] Bytes(Frame frame)
    {
        using var buffer = new WireBuffer(256, 64 * 1024);
        FrameWriter.Write(buffer, frame);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(Writing write)
    {
        using var buffer = new WireBuffer(256, 64 * 1024);
        var writer = new MessagePackWriter(buffer, null);
        write(ref writer);
        return buffer.WrittenSpan.ToArray();
    }
}
