namespace Actors.Generators;

/// <summary>How many bytes of memory collections take, about, on a machine of 64 bits.</summary>
internal static class Footprint
{
    internal const int List = 32;
    internal const int Set = 64;
    internal const int Map = 80;
    private const int Array = 24;
    private const int Wrapper = 24;
    private const int TreeNode = 64;
    private const int Entry = 16; // hash code, next entry, and the bucket that points there

    /// <summary>Two expressions: of the empty collection, and of each of its elements.</summary>
    internal static string Of(TypeModel type)
    {
        string element = string.Join(" + ", type.Arguments.Select(argument => $"global::System.Runtime.CompilerServices.Unsafe.SizeOf<{argument.FullName}>()"));
        (int own, int each) = type.Form switch
        {
            TypeForm.List => (List, 0),
            TypeForm.ReadOnlyCollection => (Array + Wrapper, 0),
            TypeForm.ImmutableList => (Array + TreeNode, TreeNode),
            TypeForm.Set => (Set, Entry),
            TypeForm.ImmutableSet => (Set + TreeNode, Entry + TreeNode),
            TypeForm.FrozenSet => (Set + Set, Entry + Entry),
            TypeForm.Map => (Map, Entry),
            TypeForm.ReadOnlyMap => (Map + Wrapper, Entry),
            TypeForm.ImmutableMap => (Map + TreeNode, Entry + TreeNode),
            TypeForm.FrozenMap => (Map + Map, Entry + Entry),
            _ => (Array, 0),
        };
        return $"{own}, {element}{(each == 0 ? "" : $" + {each}")}";
    }
}
