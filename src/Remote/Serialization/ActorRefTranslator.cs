namespace Actors.Remote;

/// <summary>
/// Turns actor references into something that means the same on the other node and back. On the wire a reference is
/// nil, an unsigned integer (an ask of the sending node), or a string (a full address). The link implements it.
/// </summary>
public abstract class ActorRefTranslator
{
    /// <summary>Writes exactly one value for <paramref name="reference"/>.</summary>
    public abstract void Write(ref MessagePackWriter writer, ActorRef? reference);

    /// <summary>Reads exactly one value.</summary>
    /// <exception cref="MessageFormatException">The value is no reference.</exception>
    public abstract ActorRef<T>? Read<T>(ref MessagePackReader reader);
}
