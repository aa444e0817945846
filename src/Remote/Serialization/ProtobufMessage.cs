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
    /// <param name="maxBytes">
    /// The largest payload that is written and read. Give it where a field is a map by numbers or a peer is not trusted: the
    /// hashes of such maps have no seed, so that a peer can choose keys whose reading takes time by the square of their number.
    /// By default what a message may be at all (<see cref="RemoteOptions.MaxMessageBytes"/>).
    /// </param>
    /// <exception cref="ArgumentException">The id is empty or too long, or has other characters than letters, digits, <c>. _ - /</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is not positive.</exception>
    public static MessageCodec<T> Codec<T>(string id, MessageParser<T> parser, int maxBytes = int.MaxValue)
        where T : class, IMessage<T>
    {
        MessageIds.Check(id);
        ArgumentNullException.ThrowIfNull(parser);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return new ProtobufCodec<T>(id, parser, maxBytes);
    }

    // How fields may change is for Protocol Buffers to say, so all versions have one shape.
    private sealed class ProtobufCodec<T>(string id, MessageParser<T> parser, int maxBytes) : MessageCodec<T>(id, "protobuf", MessageFormat.Protobuf)
        where T : class, IMessage<T>
    {
        private const int Unknown = 0, Never = 1, Maybe = 2;

        private int _recursion; // known with the first message; found twice it is the same

        public override void Write(ref MessagePackWriter writer, T value)
        {
            try
            {
                if (value is null) throw NullRefused();
                if (_recursion == Unknown) _recursion = ProtobufDepth.MayRecur(value.Descriptor) ? Maybe : Never;
                if (_recursion == Maybe) ProtobufDepth.Check(value);
                int before = writer.Length;
                value.WriteTo(writer.Payload);
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
                return parser.ParseFrom(reader.TakePayload());
            }
            catch (Exception error)
            {
                throw Locate(error, null);
            }
        }
    }
}
