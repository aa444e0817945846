using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Remote;

/// <summary>Messages that travel as JSON, by the contexts that System.Text.Json's source generator makes: no reflection.</summary>
public static class JsonMessage
{
    /// <summary>
    /// The codec of one type, to be listed in a <see cref="MessageManifest"/>. Names, defaults and depth are as the
    /// context's options say. Actor references cannot be members. Thread-safe.
    /// </summary>
    /// <param name="id">The name on the wire, as for <see cref="MessageAttribute"/>.</param>
    /// <param name="typeInfo">Of a source-generated context, such as <c>ShopJson.Default.Order</c>.</param>
    /// <param name="maxBytes">
    /// The largest payload that is written and read. Give it where a member is a map or set by numbers and a peer is not trusted:
    /// their hashes have no seed, so that a peer can choose keys whose reading takes time by the square of their number. By
    /// default what a message may be at all (<see cref="RemoteOptions.MaxMessageBytes"/>).
    /// </param>
    /// <exception cref="ArgumentException">The id is empty or too long, or has other characters than letters, digits, <c>. _ - /</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is not positive.</exception>
    public static MessageCodec<T> Codec<T>(string id, JsonTypeInfo<T> typeInfo, int maxBytes = int.MaxValue)
    {
        MessageIds.Check(id);
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return new JsonCodec<T>(id, typeInfo, maxBytes);
    }

    // Which members there are JSON says by name in each message, so all versions have one shape.
    private sealed class JsonCodec<T>(string id, JsonTypeInfo<T> typeInfo, int maxBytes) : MessageCodec<T>(id, "json", MessageFormat.Json)
    {
        // What no reader would take is not written: by default both stop at this depth.
        private const int DefaultDepth = 64;

        private readonly JsonWriterOptions _options = new()
        {
            Encoder = typeInfo.Options.Encoder,
            MaxDepth = typeInfo.Options.MaxDepth == 0 ? DefaultDepth : typeInfo.Options.MaxDepth,
            SkipValidation = true,
        };

        public override void Write(ref MessagePackWriter writer, T value)
        {
            try
            {
                if (value is null) throw NullRefused();
                int before = writer.Length;
                using (var json = new Utf8JsonWriter(writer.Payload, _options)) JsonSerializer.Serialize(json, value, typeInfo);
                PayloadLimit.Check(writer.Length - before, maxBytes);
            }
            catch (Exception error) when (error is not FrameTooLargeException)
            {
                throw Locate(error, null);
            }
        }

        public override T Read(ref MessagePackReader reader)
        {
            try
            {
                PayloadLimit.Check(reader.Remaining, maxBytes);
                return JsonSerializer.Deserialize(reader.TakePayload(), typeInfo) ?? throw NullRefused();
            }
            catch (Exception error)
            {
                throw Locate(error, null);
            }
        }
    }
}
