namespace Actors.Remote;

/// <summary>
/// Writes and reads messages of type <typeparamref name="T"/>. Generated for types marked with [Message]; made by
/// <see cref="ProtobufMessage"/> and <see cref="JsonMessage"/> for other formats. Codecs must be thread-safe.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public abstract class MessageCodec<T> : MessageCodec
{
    /// <summary>Creates the codec for the wire name <paramref name="id"/> and the <see cref="MessageCodec.Shape"/>.</summary>
    /// <exception cref="ArgumentException">The id is empty, longer than <see cref="MessageAttribute.MaxIdLength"/>, or not visible ASCII.</exception>
    protected MessageCodec(string id, string shape)
        : this(id, shape, MessageFormat.MessagePack)
    {
    }

    /// <summary>Creates the codec of a message in another format.</summary>
    /// <exception cref="ArgumentException">The id is empty, longer than <see cref="MessageAttribute.MaxIdLength"/>, or not visible ASCII.</exception>
    protected MessageCodec(string id, string shape, MessageFormat format)
        : base(id, shape, typeof(T), format)
    {
    }

    /// <summary>Appends <paramref name="value"/>.</summary>
    /// <exception cref="MessageFormatException">The message cannot be written; names the member.</exception>
    /// <exception cref="FrameTooLargeException">The message does not fit into the buffer.</exception>
    public abstract void Write(ref MessagePackWriter writer, T value);

    /// <summary>Reads one message. What follows it in the reader is left alone.</summary>
    /// <exception cref="MessageFormatException">The bytes are no such message; names the member.</exception>
    public abstract T Read(ref MessagePackReader reader);

    internal sealed override void WriteObject(ref MessagePackWriter writer, object message) => Write(ref writer, (T)message);

    internal sealed override object ReadObject(ref MessagePackReader reader) => Read(ref reader)!;

    internal sealed override bool Deliver(ref MessagePackReader reader, ActorRef target, ActorRef? sender, out Task? room)
    {
        room = null;
        if (target is ActorRef<T> typed) room = typed.Offer(ReadWhole(ref reader), sender);
        else if (target.MessageType.IsAssignableFrom(typeof(T))) room = target.OfferObject(ReadWhole(ref reader)!, sender);
        else return false;
        return true;
    }

    /// <summary>Names this message and <paramref name="member"/> in an error that came up while writing or reading it.</summary>
    protected MessageFormatException Locate(Exception error, string? member) => MessageFormatException.In(error, Id, member);

    /// <summary>
    /// For exception filters around the reading of a message: notes the member in which an error came up, and is true where
    /// the message is not within another one, so that it is for this codec to throw <see cref="Locate(ref MessagePackReader, Exception)"/>.
    /// </summary>
    /// <param name="reader">What is read.</param>
    /// <param name="depth">Its <see cref="MessagePackReader.Depth"/> before the message.</param>
    /// <param name="error">What came up.</param>
    /// <param name="member">The member that was being read; null for none.</param>
    protected static bool IsOutermost(ref MessagePackReader reader, int depth, Exception error, string? member)
    {
        reader.Note(error, member);
        return depth == 0;
    }

    /// <summary>Names this message and the members that were noted in an error that came up while reading it.</summary>
    protected MessageFormatException Locate(ref MessagePackReader reader, Exception error) => MessageFormatException.In(error, Id, reader.NotedFor(error));

    /// <summary>The error for null where null is not allowed.</summary>
    protected static MessageFormatException NullRefused() => new("null, but the member is not nullable");

    /// <summary>The error for a member that the sender left out and that has no default.</summary>
    protected static MessageFormatException MissingRefused() =>
        new("missing, and it has no default: where older senders do not know a member, it must be nullable or have a default value");

    /// <summary>A struct message whose sender left it out: made of what its members are when they are left out.</summary>
    /// <param name="codec">The struct's.</param>
    /// <param name="reader">What it was left out of; what it takes in memory is counted there.</param>
    protected static TItem Omitted<TItem>(MessageCodec<TItem> codec, ref MessagePackReader reader)
    {
        var nothing = new MessagePackReader([MessagePackCode.FixArray], null);
        var item = codec.Read(ref nothing);
        reader.ChargeMore(nothing.Charged);
        return item;
    }

    /// <summary>The error for a derived instance, of which only the base's part would be written.</summary>
    protected static MessageFormatException DerivedRefused(Type derived) => new($"an instance of the derived {derived} would lose what it adds; seal the message type");

    /// <summary>The error for an instance of a union that is none of its cases.</summary>
    protected static MessageFormatException CaseRefused(Type found) => new($"{found} is no case of this union; it needs [Message], [MessageTag] and the union's own assembly");

    /// <summary>The error for a tag that stands for no case here.</summary>
    protected static MessageFormatException TagRefused(int tag) => new($"the union has no case with tag {tag}; the sender may have a newer version");

    /// <summary>The message that stands for a value of a foreign type.</summary>
    protected static TSurrogate ToSurrogate<TSurrogate, TValue>(TValue value)
        where TSurrogate : IMessageSurrogate<TSurrogate, TValue> => value is null ? throw NullRefused() : TSurrogate.FromValue(value);

    /// <summary>The value of a foreign type that a message stands for.</summary>
    protected static TValue FromSurrogate<TSurrogate, TValue>(TSurrogate surrogate)
        where TSurrogate : IMessageSurrogate<TSurrogate, TValue> => surrogate.ToValue();

    /// <summary>The error for a set or map in which a key stands twice.</summary>
    protected static MessageFormatException DuplicateRefused() => new("a key stands twice in the set or map");

    /// <summary>The error for a collection whose count was not true while it was written.</summary>
    protected static MessageFormatException ChangedRefused() => new("the collection changed while it was written");

    /// <summary>The comparer for keys that a peer has chosen; null for the default one.</summary>
    protected static IEqualityComparer<TKey>? KeyComparer<TKey>() => MessageKeyComparer<TKey>.Instance;

    /// <summary>The comparer for the keys of frozen sets and maps, which hash text without a seed where they are left the choice.</summary>
    protected static IEqualityComparer<TKey>? FrozenKeyComparer<TKey>() =>
        typeof(TKey) == typeof(string) ? (IEqualityComparer<TKey>)(object)SeededTextComparer.Instance : MessageKeyComparer<TKey>.Instance;

    /// <summary>An array of <paramref name="count"/> items, which the reader has checked against the bytes left.</summary>
    protected static TItem[] NewArray<TItem>(int count) => count == 0 ? [] : new TItem[count];

    private T ReadWhole(ref MessagePackReader reader)
    {
        T value = Read(ref reader);
        if (reader.Remaining != 0)
            throw MessageFormatException.In(new MessageFormatException($"{reader.Remaining} bytes follow the message"), Id, null);
        return value is null ? throw MessageFormatException.In(new MessageFormatException("null is no message"), Id, null) : value;
    }
}
