using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Messages that <c>protoc</c> has made: their payload is Protocol Buffers, readable in any language that has the <c>.proto</c> file.</summary>
public static class ProtobufMessage
{
    /// <summary>
    /// The codec of one generated class, to be listed in a <see cref="MessageManifest"/>. Its fields may change between
    /// versions as Protocol Buffers allow. Thread-safe.
    /// </summary>
    /// <param name="id">The name on the wire, as for <see cref="MessageAttribute"/>.</param>
    /// <param name="parser">The class's own <c>Parser</c>.</param>
    /// <exception cref="ArgumentException">The id is empty or too long, or has other characters than letters, digits, <c>. _ - /</c>.</exception>
    public static MessageCodec<T> Codec<T>(string id, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        MessageIds.Check(id);
        ArgumentNullException.ThrowIfNull(parser);
        return new ProtobufCodec<T>(id, parser);
    }

    // How fields may change is for Protocol Buffers to say, so all versions have one shape.
    private sealed class ProtobufCodec<T>(string id, MessageParser<T> parser) : MessageCodec<T>(id, "protobuf", MessageFormat.Protobuf)
        where T : class, IMessage<T>
    {
        public override void Write(ref MessagePackWriter writer, T value)
        {
            try
            {
                if (value is null) throw NullRefused();
                value.WriteTo(writer.Payload);
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
                return parser.ParseFrom(reader.TakePayload());
            }
            catch (Exception error)
            {
                throw Locate(error, null);
            }
        }
    }
}
