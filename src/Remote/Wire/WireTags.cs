namespace Actors.Remote;

/// <summary>
/// Protobuf tags (field number &lt;&lt; 3 | wire type) of the messages in proto/remote.proto that are read and written by
/// hand. Wire types: 0 varint, 1 eight bytes, 2 length-delimited, 3 and 4 group, 5 four bytes
/// (protobuf.dev/programming-guides/encoding).
/// </summary>
internal static class WireTags
{
    internal const int Varint = 0;
    internal const int EightBytes = 1;
    internal const int LengthDelimited = 2;
    internal const int StartGroup = 3;
    internal const int EndGroup = 4;
    internal const int FourBytes = 5;

    // Frame
    internal const byte FrameBatch = 7 << 3 | LengthDelimited;
    internal const byte FrameControlAck = 9 << 3 | LengthDelimited;
    internal const byte FramePing = 10 << 3 | LengthDelimited;
    internal const byte FramePong = 11 << 3 | LengthDelimited;

    internal const byte FrameChunk = 13 << 3 | LengthDelimited;

    // Chunk
    internal const byte ChunkId = 1 << 3 | Varint;
    internal const byte ChunkTotal = 2 << 3 | Varint;
    internal const byte ChunkData = 3 << 3 | LengthDelimited;

    // Batch
    internal const byte BatchResetTables = 1 << 3 | Varint;
    internal const byte BatchTarget = 2 << 3 | LengthDelimited;
    internal const byte BatchType = 3 << 3 | LengthDelimited;
    internal const byte BatchEnvelope = 4 << 3 | LengthDelimited;

    // TargetDefinition and TypeDefinition
    internal const byte DefinitionId = 1 << 3 | Varint;
    internal const byte DefinitionText = 2 << 3 | LengthDelimited;
    internal const byte DefinitionUid = 3 << 3 | Varint;

    // Envelope
    internal const byte EnvelopeTarget = 1 << 3 | Varint;
    internal const byte EnvelopeType = 2 << 3 | Varint;
    internal const byte EnvelopePayload = 3 << 3 | LengthDelimited;
    internal const byte EnvelopeSender = 4 << 3 | Varint;
    internal const byte EnvelopeAsk = 5 << 3 | Varint;
    internal const byte EnvelopeReply = 6 << 3 | Varint;
    internal const byte EnvelopeFailure = 7 << 3 | Varint;
    internal const byte EnvelopeHops = 8 << 3 | Varint;
    internal const byte EnvelopeEpoch = 9 << 3 | Varint;
    internal const byte EnvelopeLarge = 10 << 3 | Varint;
    internal const byte EnvelopeTrace = 11 << 3 | LengthDelimited;

    // TraceContext
    internal const byte TraceParent = 1 << 3 | LengthDelimited;
    internal const byte TraceState = 2 << 3 | LengthDelimited;

    // Ping, Pong, ControlAck
    internal const byte PulseSequence = 1 << 3 | Varint;
    internal const byte PulseEpoch = 2 << 3 | Varint;

    // Manifest and ManifestEntry
    internal const byte ManifestEntry = 1 << 3 | LengthDelimited;
    internal const byte EntryId = 1 << 3 | LengthDelimited;
    internal const byte EntryFormat = 2 << 3 | Varint;
    internal const byte EntryShape = 3 << 3 | Varint;
    internal const byte EntryMembers = 4 << 3 | LengthDelimited;
}
