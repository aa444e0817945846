using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>
/// Messages that are not of this generator: the classes of protoc, and what a context of System.Text.Json's generator in
/// this project, or in one that knows actors, is made for.
/// </summary>
internal static class OtherFormats
{
    private const string Json = "System.Text.Json.Serialization.JsonSerializableAttribute";

    private static readonly ConditionalWeakTable<Compilation, HashSet<ISymbol>> Known = new();

    internal static bool Include(ITypeSymbol type, Compilation compilation) =>
        type.AllInterfaces.Any(face => face.ToDisplayString() == "Google.Protobuf.IMessage") || Known.GetValue(compilation, Find).Contains(type);

    private static HashSet<ISymbol> Find(Compilation compilation)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (compilation.GetTypeByMetadataName(Json) is null || compilation.GetTypeByMetadataName(Names.Message) is not { } marker) return found;
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols.Append(compilation.Assembly))
        {
            bool knows = SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
                || assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == marker.ContainingAssembly.Name));
            if (!knows) continue;
            foreach (var attribute in DeclaredTypes.In(assembly.GlobalNamespace).SelectMany(type => type.GetAttributes()))
            {
                if (attribute is { AttributeClass: { } kind, ConstructorArguments.Length: > 0 } && attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Type, Value: ITypeSymbol told } && kind.ToDisplayString() == Json) found.Add(told);
            }
        }

        return found;
    }
}
