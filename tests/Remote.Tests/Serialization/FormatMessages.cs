using System.Text.Json.Serialization;
using Google.Protobuf.WellKnownTypes;

namespace Actors.Remote.Tests.Serialization;

public sealed record Note(string Title, IReadOnlyList<string> Lines, DateTimeOffset? Written = null);

public sealed record Chain(int Depth, Chain? Next);

[JsonSerializable(typeof(Note))]
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
        ProtobufMessage.Codec("formats.bytes", BytesValue.Parser));
}
