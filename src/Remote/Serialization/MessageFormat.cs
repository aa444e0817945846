namespace Actors.Remote;

/// <summary>How a message's payload is encoded.</summary>
public enum MessageFormat
{
    /// <summary>A MessagePack array of the members.</summary>
    MessagePack = 0,
}
