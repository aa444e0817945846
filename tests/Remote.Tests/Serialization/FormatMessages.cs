using System.Text.Json.Serialization;
using Google.Protobuf.WellKnownTypes;

namespace Actors.Remote.Tests.Serialization;

public sealed record Note(string Title, IReadOnlyList<string> Lines, DateTimeOffset? Written = null);

public sealed record Chain(int Depth, Chain? Next);

public sealed record Counts(Dictionary<long, int> Of);

[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Counts))]
[JsonSerializable(typeof(Chain))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class NoteJson : JsonSerializerContext;

/// <summary>Messages that are not MessagePack.</summary>
public static class FormatMessages
{
    public static MessageManifest Manifest { get; } = new(
        "formats",
        JsonMessage.Codec("formats.note", NoteJson.Default.Note),
        JsonMessage.Codec("formats.chain", NoteJson.Default.Chain),
        ProtobufMessage.Codec("formats.struct", Struct.Parser),
        JsonMessage.Codec("formats.counts", NoteJson.Default.Counts, maxBytes: 64),
        ProtobufMessage.Codec("formats.text", StringValue.Parser, maxBytes: 64),
        ProtobufMessage.Codec("formats.bytes", BytesValue.Parser));
}
