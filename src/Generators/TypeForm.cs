namespace Actors.Generators;

/// <summary>The ways a member's type is written and read.</summary>
internal enum TypeForm
{
    /// <summary>One Write and one Read method of the runtime.</summary>
    Scalar,
    Enum,
    Reference,
    Message,

    /// <summary>A foreign type, for which a message stands.</summary>
    Surrogate,
    Array,
    List,

    /// <summary>A read-only interface: an array when it is read.</summary>
    ReadOnlyList,
    ReadOnlyCollection,
    ImmutableArray,
    ImmutableList,

    /// <summary>IEnumerable, which does not know its count.</summary>
    Enumerable,
    Set,
    ImmutableSet,
    FrozenSet,
    Map,
    ImmutableMap,
    FrozenMap,
    ReadOnlyMap,

    /// <summary>ValueTuple: <c>(a, b)</c>.</summary>
    Tuple,

    /// <summary>Tuple and KeyValuePair: made by their constructor.</summary>
    Pair,
}
