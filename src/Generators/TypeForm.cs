namespace Actors.Generators;

/// <summary>The ways a member's type is written and read.</summary>
internal enum TypeForm
{
    /// <summary>One Write and one Read method of the runtime.</summary>
    Scalar,
    Enum,
    Reference,
    Message,
    Array,
    List,
    ReadOnlyList,
    ImmutableArray,
    Set,
    Map,
}
