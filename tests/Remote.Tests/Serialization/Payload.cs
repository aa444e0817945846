namespace Actors.Remote.Tests.Serialization;

/// <summary>Writes and reads one message in memory.</summary>
internal static class Payload
{
    internal static readonly MessageRegistry Registry = new([CorpusMessages.Manifest]);

    internal static byte[] Of<T>(T message, ActorRefTranslator? refs = null)
    {
        using var buffer = new WireBuffer(256, 64 * 1024 * 1024);
        var writer = new MessagePackWriter(buffer, refs);
        Registry.For<T>().Write(ref writer, message);
        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] OfObject(object message)
    {
        using var buffer = new WireBuffer(256, 64 * 1024 * 1024);
        var writer = new MessagePackWriter(buffer, null);
        Registry.For(message.GetType()).WriteObject(ref writer, message);
        return buffer.WrittenSpan.ToArray();
    }

    internal static T Read<T>(ReadOnlySpan<byte> bytes, ActorRefTranslator? refs = null)
    {
        var reader = new MessagePackReader(bytes, refs);
        T message = Registry.For<T>().Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return message;
    }

    internal static T Copy<T>(T message, ActorRefTranslator? refs = null) => Read<T>(Of(message, refs), refs);
}
