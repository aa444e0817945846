namespace Actors.Remote;

/// <summary>
/// Marks a case of a union: a concrete <see cref="MessageAttribute">[Message]</see> that derives from an abstract one.
/// A member of the abstract type then holds any of its cases, told apart by their tags.
/// </summary>
/// <param name="tag">The case's number on the wire, from 0 to <see cref="MaxTag"/>, unique in its union. Never give the tag of a removed case to another one.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MessageTagAttribute(int tag) : Attribute
{
    /// <summary>Highest tag. Tags up to 127 take one byte.</summary>
    public const int MaxTag = 65_535;

    /// <summary>The number on the wire.</summary>
    public int Tag => tag;
}
