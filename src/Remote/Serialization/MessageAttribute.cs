namespace Actors.Remote;

/// <summary>
/// Marks a record, class or struct that may travel between nodes. The source generator writes its codec at compile
/// time and says at compile time what it cannot write. On an abstract class it makes a union of what derives from it (see
/// <see cref="MessageTagAttribute"/>); on a generic one it covers every closed construction that is used.
/// </summary>
/// <param name="id">
/// The name on the wire, the same on every node and in every version: 1 to <see cref="MaxIdLength"/> letters, digits,
/// <c>. _ - /</c>. Types may be renamed and moved freely, ids may not.
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class MessageAttribute(string id) : Attribute
{
    /// <summary>Longest id, in characters.</summary>
    public const int MaxIdLength = 128;

    /// <summary>The name on the wire.</summary>
    public string Id => id;
}
