namespace Actors.Remote;

/// <summary>The limit that a program has given one message.</summary>
internal static class PayloadLimit
{
    /// <exception cref="MessageFormatException">There are more bytes than that.</exception>
    internal static void Check(int bytes, int maxBytes)
    {
        if (bytes > maxBytes) throw new MessageFormatException($"{bytes} bytes, but the codec's maxBytes is {maxBytes}");
    }
}
