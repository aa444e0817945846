using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>
/// What [Experimental] types, and [Obsolete] ones with an id of their own, have the compiler say. Who declared a message of them
/// has agreed to it; the codec must not be refused for it.
/// </summary>
internal static class ExperimentalTypes
{
    private const string Attribute = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    private const string Obsolete = "System.ObsoleteAttribute";

    internal static string IdsOf(INamedTypeSymbol message, IEnumerable<Member> members)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        Add(message, ids);
        foreach (var member in members)
        {
            AddOf(member.Symbol, ids);
            Add(member.Type, ids);
        }

        return string.Join(", ", ids);
    }

    private static void Add(ITypeSymbol type, SortedSet<string> ids)
    {
        for (var level = type; level is not null; level = level.ContainingType) AddOf(level, ids);
        if (type is IArrayTypeSymbol array) Add(array.ElementType, ids);
        if (type is not INamedTypeSymbol named) return;
        foreach (var argument in named.TypeArguments) Add(argument, ids);
    }

    private static void AddOf(ISymbol symbol, SortedSet<string> ids)
    {
        if (Names.Argument(Names.Attribute(symbol, Attribute)) is string id) ids.Add(id);
        if (Names.Attribute(symbol, Obsolete) is not { } obsolete) return;
        foreach (var argument in obsolete.NamedArguments)
        {
            if (argument is { Key: "DiagnosticId", Value.Value: string own }) ids.Add(own);
        }
    }
}
