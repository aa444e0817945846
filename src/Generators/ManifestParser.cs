using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Actors.Generators;

/// <summary>Reads a class marked with [MessageManifest].</summary>
internal static class ManifestParser
{
    internal static Parsed<ManifestModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var type = (INamedTypeSymbol)context.TargetSymbol;
        bool isPartial = ((ClassDeclarationSyntax)context.TargetNode).Modifiers.Any(SyntaxKind.PartialKeyword);
        if (type is { IsStatic: true, Arity: 0, ContainingType: null, IsFileLocal: false } && isPartial)
            return new(new ManifestModel(Names.Namespace(type), Names.Identifier(type.Name), context.SemanticModel.Compilation.Assembly.Name), default);
        return new(null, new([new Finding(Rules.Manifest, Place.Of(type.Locations[0]), new([Names.Readable(type)]))]));
    }
}
