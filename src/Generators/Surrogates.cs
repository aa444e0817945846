using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>
/// Finds the messages that stand for types that are not ours. Looked for only when a member has a type that nothing else
/// covers, once per compilation.
/// </summary>
internal static class Surrogates
{
    private static readonly ConditionalWeakTable<Compilation, Dictionary<ISymbol, List<INamedTypeSymbol>>> Known = new();

    internal static IReadOnlyList<INamedTypeSymbol> For(INamedTypeSymbol type, Compilation compilation) =>
        Known.GetValue(compilation, Find).TryGetValue(type, out var found) ? found : [];

    private static Dictionary<ISymbol, List<INamedTypeSymbol>> Find(Compilation compilation)
    {
        var found = new Dictionary<ISymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        if (compilation.GetTypeByMetadataName(Names.Surrogate) is not { } marker) return found;
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols.Append(compilation.Assembly))
        {
            bool knows = SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
                || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == marker.ContainingAssembly.Name));
            if (!knows) continue;
            foreach (var type in DeclaredTypes.In(assembly.GlobalNamespace))
            {
                if (type.IsGenericType || !compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)) continue;
                foreach (var face in type.Interfaces)
                {
                    if (!SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, marker)) continue;
                    if (!found.TryGetValue(face.TypeArguments[1], out var list)) found.Add(face.TypeArguments[1], list = []);
                    list.Add(type);
                }
            }
        }

        return found;
    }
}
