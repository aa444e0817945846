namespace Actors.Remote;

/// <summary>
/// A message that stands for a type that is not ours: wherever a member has type <typeparamref name="TValue"/>, the
/// generator writes and reads <typeparamref name="TSelf"/> in its place. Marked with <see cref="MessageAttribute">[Message]</see>;
/// one surrogate per type.
/// </summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
/// <typeparam name="TValue">The type it stands for: a class or struct without a codec of its own.</typeparam>
public interface IMessageSurrogate<TSelf, TValue>
    where TSelf : IMessageSurrogate<TSelf, TValue>
{
    /// <summary>The message that stands for <paramref name="value"/>, which is not null. An exception refuses the message that holds it.</summary>
    static abstract TSelf FromValue(TValue value);

    /// <summary>What the message stands for. An exception refuses the message that holds it.</summary>
    TValue ToValue();
}
