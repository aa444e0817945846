using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Cluster;

// Between the clients of a machine and the process that serves them, over loopback TCP:
//
//   frame    = length (4 bytes, big-endian, 1..MaxFrameBytes) body (UTF-8 JSON)
//   client   : EmbeddedRequest; the first is "hello" with the secret of the address file
//   server   : EmbeddedResponse with the request's id, in any order
//
//   hello  secret                     -> {}
//   read   prefix                     -> index, entries
//   txn    operations                 -> version (committed) or failed (position of the conflict)
//   watch  prefix, index, waitMs      -> outcome, index
//
// A response with "error" refuses the request; nothing was changed.

internal sealed record EmbeddedRequest(
    long Id,
    string Kind,
    string? Secret = null,
    string? Prefix = null,
    ulong Index = 0,
    long WaitMs = 0,
    EmbeddedOperation[]? Operations = null);

internal sealed record EmbeddedOperation(StoreOperationKind Kind, string Key, byte[]? Value, ulong Version);

internal sealed record EmbeddedResponse(
    long Id,
    ulong Index = 0,
    EmbeddedEntry[]? Entries = null,
    ulong Version = 0,
    int Failed = -1,
    WatchOutcome Outcome = WatchOutcome.Changed,
    string? Error = null);

/// <summary>An entry of an answer or of the log; in the log a null value is a deletion.</summary>
internal sealed record EmbeddedEntry(string Key, byte[]? Value, ulong Version);

/// <summary>One commit of the log, or a part of the state that a compaction wrote.</summary>
internal sealed record EmbeddedLogRecord(ulong Index, EmbeddedEntry[] Entries);

/// <summary>What the address file says: where the server is, and the secret without which it refuses.</summary>
internal sealed record EmbeddedAddress(int Port, string Secret, int ProcessId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EmbeddedRequest))]
[JsonSerializable(typeof(EmbeddedResponse))]
[JsonSerializable(typeof(EmbeddedLogRecord))]
[JsonSerializable(typeof(EmbeddedAddress))]
internal sealed partial class EmbeddedJson : JsonSerializerContext;

/// <summary>Reads and writes the frames.</summary>
internal static class EmbeddedFrame
{
    internal const int MaxFrameBytes = 16 * 1024 * 1024;

    internal static byte[] Encode<T>(T message, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.GetSpan(4)[..4].Clear();
        buffer.Advance(4);
        using (var writer = new Utf8JsonWriter(buffer)) JsonSerializer.Serialize(writer, message, type);
        byte[] frame = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
        return frame;
    }

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The length or the JSON is wrong.</exception>
    internal static async ValueTask<T?> ReadAsync<T>(Stream stream, int maxBytes, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        byte[] header = new byte[4];
        int read = await stream.ReadAtLeastAsync(header, 4, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) return null;
        int length = read == 4 ? BinaryPrimitives.ReadInt32BigEndian(header) : 0;
        if (length < 1 || length > maxBytes) throw new InvalidDataException($"A frame of {length} bytes; 1 to {maxBytes} are allowed.");
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new InvalidDataException("A frame holds null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A frame holds no valid message: {e.Message}", e);
        }
    }
}
