using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Decides how a member's type is written and read, or why it cannot be.</summary>
internal sealed partial class TypeParser(Compilation compilation, Constructions constructions)
{
    // What went wrong with the last type: the innermost type that is to blame, the rule, and an explanation.
    internal (DiagnosticDescriptor Rule, ITypeSymbol Type, string Reason)? Problem { get; private set; }

    /// <summary>Types that references take and that may not travel.</summary>
    internal List<ITypeSymbol> Doubtful { get; } = [];

    internal TypeModel? Parse(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Parse(nullable.TypeArguments[0]) is { } inner ? inner with { IsNullable = true } : null;
        var model = ScalarTypes.Parse(type) ?? type switch
        {
            IArrayTypeSymbol array => ParseArray(array),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } named => ParseEnum(named),
            INamedTypeSymbol named => ParseNamed(named),
            // Stands in a generic message's declaration only, of which no codec is made.
            ITypeParameterSymbol parameter => ScalarTypes.Model(parameter.Name, parameter.IsValueType, parameter.Name, "", ""),
            _ => Refuse(Rules.MemberType, type, "only concrete types that the generator knows can travel"),
        };
        // Code without nullable annotations does not say: null is allowed there.
        bool isNullable = !type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return model is null ? null : model with { IsNullable = isNullable };
    }

    private TypeModel? ParseArray(IArrayTypeSymbol array)
    {
        if (array.Rank != 1) return Refuse(Rules.MemberType, array, "arrays have one dimension; use an array of arrays");
        if (array.ElementType.SpecialType == SpecialType.System_Byte)
            return ScalarTypes.Model("byte[]", false, "bytes", "WriteBytes", "ReadBytes");
        return Parse(array.ElementType) is { } element ? Sequence(TypeForm.Array, element.FullName + "[]", false, element) : null;
    }

    private static TypeModel ParseEnum(INamedTypeSymbol type)
    {
        var underlying = ScalarTypes.Parse(type.EnumUnderlyingType!)!;
        return underlying with { Form = TypeForm.Enum, Name = Names.Full(type) };
    }

    private TypeModel? ParseNamed(INamedTypeSymbol type)
    {
        if (Names.Attribute(type, Names.Message) is { } message) return ParseMessage(type, message);
        if (type.IsTupleType) return ParseTuple(type);
        return type.OriginalDefinition.ToDisplayString() switch
        {
            "Actors.ActorRef<T>" => ParseReference(type),
            "System.ReadOnlyMemory<T>" when type.TypeArguments[0].SpecialType == SpecialType.System_Byte =>
                ScalarTypes.Model("global::System.ReadOnlyMemory<byte>", true, "bytes", "WriteBytes", "ReadBytes"),
            "System.Collections.Generic.List<T>" or "System.Collections.Generic.IList<T>" or "System.Collections.Generic.ICollection<T>" => ParseSequence(TypeForm.List, type),
            "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IReadOnlyCollection<T>" => ParseSequence(TypeForm.ReadOnlyList, type),
            "System.Collections.Generic.IEnumerable<T>" => ParseSequence(TypeForm.Enumerable, type),
            "System.Collections.ObjectModel.ReadOnlyCollection<T>" => ParseSequence(TypeForm.ReadOnlyCollection, type),
            "System.Collections.Immutable.ImmutableArray<T>" => ParseSequence(TypeForm.ImmutableArray, type),
            "System.Collections.Immutable.ImmutableList<T>" or "System.Collections.Immutable.IImmutableList<T>" => ParseSequence(TypeForm.ImmutableList, type),
            "System.Collections.Generic.HashSet<T>" or "System.Collections.Generic.ISet<T>" or "System.Collections.Generic.IReadOnlySet<T>" => ParseSet(TypeForm.Set, type),
            "System.Collections.Immutable.ImmutableHashSet<T>" or "System.Collections.Immutable.IImmutableSet<T>" => ParseSet(TypeForm.ImmutableSet, type),
            "System.Collections.Frozen.FrozenSet<T>" => ParseSet(TypeForm.FrozenSet, type),
            "System.Collections.Generic.Dictionary<TKey, TValue>" or "System.Collections.Generic.IDictionary<TKey, TValue>"
                or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>" => ParseMap(TypeForm.Map, type),
            "System.Collections.Immutable.ImmutableDictionary<TKey, TValue>" or "System.Collections.Immutable.IImmutableDictionary<TKey, TValue>" => ParseMap(TypeForm.ImmutableMap, type),
            "System.Collections.Frozen.FrozenDictionary<TKey, TValue>" => ParseMap(TypeForm.FrozenMap, type),
            "System.Collections.ObjectModel.ReadOnlyDictionary<TKey, TValue>" => ParseMap(TypeForm.ReadOnlyMap, type),
            "System.Collections.Generic.KeyValuePair<TKey, TValue>" => ParsePair(type, "Key", "Value"),
            _ when Names.Namespace(type) == "System" && type is { Name: "Tuple", Arity: > 1 and < 8 } => ParsePair(type, [.. Enumerable.Range(1, type.Arity).Select(number => $"Item{number}")]),
            _ => ParseForeign(type),
        };
    }

    private static string ReasonFor(INamedTypeSymbol type) => type switch
    {
        { Name: "ActorRef", Arity: 0 } => "use ActorRef<T>, which says what the actor takes",
        { SpecialType: SpecialType.System_Object } => "it does not say what it holds; use a concrete type",
        { TypeKind: TypeKind.Interface } => "it does not say which concrete type it holds; use a concrete type, or an abstract class marked with [Message]",
        { IsAbstract: true } => "it does not say which concrete type it holds; use a concrete type marked with [Message], or mark it as a union with [Message] and its cases with [MessageTag]",
        { TypeKind: TypeKind.Delegate } => "code does not travel",
        _ when type.Locations.Any(location => location.IsInSource) => "mark it with [Message(\"an.id\")]",
        _ => "use one of the supported types, a type of your own marked with [Message], or write an IMessageSurrogate for it",
    };

    private TypeModel? Refuse(DiagnosticDescriptor rule, ITypeSymbol type, string reason)
    {
        Problem ??= (rule, type, reason);
        return null;
    }
}
