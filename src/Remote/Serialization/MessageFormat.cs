namespace Actors.Remote;

/// <summary>How a message's payload is encoded. Each message has one, the same on all nodes.</summary>
public enum MessageFormat
{
    /// <summary>A MessagePack array of the members, by a generated codec.</summary>
    MessagePack = 0,

    /// <summary>Protocol Buffers, by the class that <c>protoc</c> made; see <see cref="ProtobufMessage"/>.</summary>
    Protobuf = 1,

    /// <summary>UTF-8 JSON, by a source-generated context; see <see cref="JsonMessage"/>.</summary>
    Json = 2,
}
