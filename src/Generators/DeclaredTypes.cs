using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>All types of a namespace and those below it, nested ones included.</summary>
internal static class DeclaredTypes
{
    internal static IEnumerable<INamedTypeSymbol> In(INamespaceOrTypeSymbol space)
    {
        foreach (var member in space.GetMembers())
        {
            if (member is INamedTypeSymbol type) yield return type;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (var deeper in In(inner)) yield return deeper;
        }
    }
}
