namespace Actors.Generators;

/// <summary>All that the emitter needs of one message type.</summary>
/// <param name="Id">The name on the wire.</param>
/// <param name="Namespace">Namespace of the codec; empty for the global one.</param>
/// <param name="TypeName">Fully qualified name of the type.</param>
/// <param name="CodecName">Name of the codec within the namespace.</param>
/// <param name="IsPublic">The type can be seen from other assemblies, so must the codec.</param>
/// <param name="IsValueType">A struct.</param>
/// <param name="IsSealed">No derived instance can hide behind the type.</param>
/// <param name="Members">By key; none in a union.</param>
internal sealed record MessageModel(
    string Id,
    string Namespace,
    string TypeName,
    string CodecName,
    bool IsPublic,
    bool IsValueType,
    bool IsSealed,
    EquatableArray<MemberModel> Members)
{
    /// <summary>A union's cases, the most derived first; empty for all other messages.</summary>
    public EquatableArray<CaseModel> Cases { get; init; }

    /// <summary>
    /// Members have explicit keys, so that one which is removed leaves a hole: nil, which an older reader takes for a member
    /// that was left out.
    /// </summary>
    public bool IsKeyed { get; init; }

    /// <summary>The generic messages with arguments that this one uses.</summary>
    public EquatableArray<MessageModel> Constructions { get; init; }

    /// <summary>Diagnostics that [Experimental] types in it cause, separated by commas; empty for none.</summary>
    public string Experimental { get; init; } = "";

    /// <summary>Of a generic message with arguments: it is told by itself, not only a part of other messages.</summary>
    public bool IsTold { get; init; }

    /// <summary>Of a generic message with arguments: its name without what is not there at run time, nullable references and names of tuples' elements.</summary>
    public string RuntimeName { get; init; } = "";

    /// <summary>The codec's fully qualified name.</summary>
    public string FullCodecName => Namespace.Length == 0 ? $"global::{CodecName}" : $"global::{Namespace}.{CodecName}";

    /// <summary>Elements of the encoded array, holes included.</summary>
    public int Count => Members.Count == 0 ? 0 : Members[Members.Count - 1].Key + 1;
}
