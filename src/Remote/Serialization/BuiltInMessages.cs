namespace Actors.Remote;

/// <summary>
/// Plain values that may be messages or replies without being declared: text, whole numbers, true and false, floating
/// point numbers, bytes; and what reliable delivery acknowledges with. Their ids are reserved.
/// </summary>
internal static class BuiltInMessages
{
    internal static readonly MessageManifest Manifest = new(
        "Actors.Remote",
        new PlainCodec<string>("string", static (ref writer, value) => writer.WriteString(value), static (ref reader) => reader.ReadString()),
        new PlainCodec<int>("int32", static (ref writer, value) => writer.WriteInt64(value), static (ref reader) => reader.ReadInt32()),
        new PlainCodec<long>("int64", static (ref writer, value) => writer.WriteInt64(value), static (ref reader) => reader.ReadInt64()),
        new PlainCodec<bool>("bool", static (ref writer, value) => writer.WriteBoolean(value), static (ref reader) => reader.ReadBoolean()),
        new PlainCodec<double>("double", static (ref writer, value) => writer.WriteDouble(value), static (ref reader) => reader.ReadDouble()),
        new PlainCodec<byte[]>("bytes", static (ref writer, value) => writer.WriteBytes(value), static (ref reader) => reader.ReadBytes()),
        new DeliveryAckCodec());

    private delegate void Writing<T>(ref MessagePackWriter writer, T value);

    private delegate T Reading<T>(ref MessagePackReader reader);

    private sealed class PlainCodec<T>(string id, Writing<T> write, Reading<T> read) : MessageCodec<T>(id, id)
    {
        public override void Write(ref MessagePackWriter writer, T value)
        {
            try
            {
                write(ref writer, value);
            }
            catch (MessageFormatException error)
            {
                throw Locate(error, null);
            }
        }

        public override T Read(ref MessagePackReader reader)
        {
            try
            {
                return read(ref reader);
            }
            catch (MessageFormatException error)
            {
                throw Locate(error, null);
            }
        }
    }
}
