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
    /// <exception cref="ArgumentException">The id is empty or too long, or has other characters than letters, digits, <c>. _ - /</c>.</exception>
    public static MessageCodec<T> Codec<T>(string id, JsonTypeInfo<T> typeInfo)
    {
        MessageIds.Check(id);
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new JsonCodec<T>(id, typeInfo);
    }

    // Which members there are JSON says by name in each message, so all versions have one shape.
    private sealed class JsonCodec<T>(string id, JsonTypeInfo<T> typeInfo) : MessageCodec<T>(id, "json", MessageFormat.Json)
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
                using var json = new Utf8JsonWriter(writer.Payload, _options);
                JsonSerializer.Serialize(json, value, typeInfo);
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
                return JsonSerializer.Deserialize(reader.TakePayload(), typeInfo) ?? throw NullRefused();
            }
            catch (Exception error)
            {
                throw Locate(error, null);
            }
        }
    }
}
