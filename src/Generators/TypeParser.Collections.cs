using Microsoft.CodeAnalysis;

namespace Actors.Generators;

internal sealed partial class TypeParser
{
    private TypeModel? ParseSequence(TypeForm form, INamedTypeSymbol type) =>
        Parse(type.TypeArguments[0]) is { } element ? Sequence(form, $"{Definition(type)}<{element.FullName}>", type.IsValueType, element) : null;

    private TypeModel? ParseSet(TypeForm form, INamedTypeSymbol type) =>
        CheckKey(type.TypeArguments[0]) ? ParseSequence(form, type) : null;

    private TypeModel? ParseMap(TypeForm form, INamedTypeSymbol type)
    {
        if (!CheckKey(type.TypeArguments[0])) return null;
        if (Parse(type.TypeArguments[0]) is not { } key || Parse(type.TypeArguments[1]) is not { } value) return null;
        key = key with { IsNullable = false };
        return new TypeModel(form, $"{Definition(type)}<{key.FullName}, {value.FullName}>", false, false, $"map<{key.FullShape},{value.FullShape}>", "", "", Arguments(key, value));
    }

    // (a, b): also those of more than seven elements, which C# nests.
    private TypeModel? ParseTuple(INamedTypeSymbol type)
    {
        var elements = type.TupleElements.Select(element => Parse(element.Type)).ToList();
        if (elements.Contains(null)) return null;
        if (elements.Count < 2) return Refuse(Rules.MemberType, type, "a tuple has two elements or more");
        string names = string.Join(", ", elements.Select(element => element!.FullName));
        string members = string.Join(",", Enumerable.Range(1, elements.Count).Select(number => $"Item{number}"));
        return new TypeModel(TypeForm.Tuple, $"({names})", true, false, ShapeOf(elements!), members, "", Arguments([.. elements!]));
    }

    private TypeModel? ParsePair(INamedTypeSymbol type, params string[] members)
    {
        var elements = type.TypeArguments.Select(Parse).ToList();
        if (elements.Contains(null)) return null;
        string names = string.Join(", ", elements.Select(element => element!.FullName));
        return new TypeModel(TypeForm.Pair, $"{Definition(type)}<{names}>", type.IsValueType, false, ShapeOf(elements!), string.Join(",", members), "", Arguments([.. elements!]));
    }

    // Keys must be equal by value, or what arrives cannot be found under the key that was sent.
    private bool CheckKey(ITypeSymbol key)
    {
        bool isKey = ScalarTypes.IsKey(key);
        if (!isKey) Refuse(Rules.MemberType, key, "as a key or in a set only text, numbers, characters, enums, Guid, times and ActorPath can be used");
        return isKey;
    }

    private static TypeModel Sequence(TypeForm form, string name, bool isValueType, TypeModel element) =>
        new(form, name, isValueType, false, $"list<{element.FullShape}>", "", "", Arguments(element));

    private static string ShapeOf(IEnumerable<TypeModel> elements) => $"[{string.Join(",", elements.Select(element => element.FullShape))}]";

    private static EquatableArray<TypeModel> Arguments(params TypeModel[] arguments) => new([.. arguments]);

    private static string Definition(INamedTypeSymbol type) => $"global::{Names.Namespace(type)}.{type.Name}";
}
