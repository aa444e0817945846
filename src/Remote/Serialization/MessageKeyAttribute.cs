namespace Actors.Remote;

/// <summary>
/// Fixes a member's place in the encoded array, so that members may be reordered in the source and a removed member
/// leaves a hole. Either every member of a message has a key or none has (then the declared order counts).
/// </summary>
/// <param name="key">The place, from 0 to <see cref="MaxKey"/>. Never give the key of a removed member to another one.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MessageKeyAttribute(int key) : Attribute
{
    /// <summary>Highest key: a hole costs a byte in every message.</summary>
    public const int MaxKey = 255;

    /// <summary>The place in the array.</summary>
    public int Key => key;
}
