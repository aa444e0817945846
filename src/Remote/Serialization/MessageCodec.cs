using System.Text;

namespace Actors.Remote;

/// <summary>
/// Writes and reads one type of message. Generated for types marked with <see cref="MessageAttribute"/>; the link uses
/// it without knowing the type. Immutable and thread-safe.
/// </summary>
public abstract class MessageCodec
{
    private readonly byte[] _utf8Id;

    private protected MessageCodec(string id, string shape, Type messageType, MessageFormat format)
    {
        MessageIds.CheckAny(id);
        ArgumentNullException.ThrowIfNull(shape);
        Id = id;
        Shape = shape;
        MessageType = messageType;
        Format = format;
        ShapeHash = HashOf(shape);
        _utf8Id = Encoding.UTF8.GetBytes(id);
    }

    /// <summary>The message's name on the wire.</summary>
    public string Id { get; }

    /// <summary>
    /// The types on the wire in order, for example <c>[string,int32?,ref]</c>; with <c>#</c> before it where members have
    /// keys. Names are not part of it: renaming a member changes nothing between nodes.
    /// </summary>
    public string Shape { get; }

    /// <summary>A 64-bit hash of <see cref="Shape"/>, equal in every process, that nodes compare when they meet.</summary>
    public ulong ShapeHash { get; }

    /// <summary>The type that is written and read.</summary>
    public Type MessageType { get; }

    /// <summary>How the payload is encoded. Nodes must agree on it.</summary>
    public MessageFormat Format { get; }

    /// <summary><see cref="Id"/> as it stands on the wire.</summary>
    internal ReadOnlySpan<byte> Utf8Id => _utf8Id;

    /// <summary>Writes a message whose type is known at run time only.</summary>
    /// <exception cref="MessageFormatException">The message cannot be written; names the member.</exception>
    /// <exception cref="FrameTooLargeException">The message does not fit into the buffer.</exception>
    internal abstract void WriteObject(ref MessagePackWriter writer, object message);

    /// <summary>Reads a message whose type is known at run time only; a struct is boxed.</summary>
    /// <exception cref="MessageFormatException">The bytes are no such message; names the member.</exception>
    internal abstract object ReadObject(ref MessagePackReader reader);

    /// <summary>
    /// Reads the message and tells it to <paramref name="target"/>, without boxing where the target takes exactly this
    /// type. False, with nothing read and nothing told, if the target does not take this type of message: the caller
    /// accounts for it. The reader must hold exactly one message.
    /// </summary>
    /// <exception cref="MessageFormatException">The bytes are no such message; names the member. Nothing was told.</exception>
    internal bool Deliver(ref MessagePackReader reader, ActorRef target, ActorRef? sender) => Deliver(ref reader, target, sender, out _);

    /// <summary>As the other overload. Room: ends when the target's mailbox has taken the message, which waits for room; null: it does not.</summary>
    internal abstract bool Deliver(ref MessagePackReader reader, ActorRef target, ActorRef? sender, out Task? room);

    // FNV-1a: string.GetHashCode differs between processes.
    internal static ulong HashOf(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * 1099511628211;
            hash = (hash ^ (byte)(c >> 8)) * 1099511628211;
        }

        return hash;
    }
}
