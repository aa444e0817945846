using System.Collections.Immutable;
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
        if (type is not { IsStatic: true, Arity: 0, ContainingType: null, IsFileLocal: false } || !isPartial)
            return new(null, new([new Finding(Rules.Manifest, Place.Of(type.Locations[0]), new([Names.Readable(type)]))]));
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var compilation = context.SemanticModel.Compilation;
        var constructions = new Constructions(compilation, cancellationToken);
        var attribute = context.Attributes[0];
        foreach (var argument in Named(attribute))
        {
            if (ProblemOf(argument, compilation, constructions) is not { } problem) continue;
            var place = Place.Of(attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation());
            findings.Add(new Finding(Rules.Construction, place, new([argument is null ? "null" : Names.Readable(argument), Names.Readable(type), problem])));
        }

        var model = new ManifestModel(Names.Namespace(type), Names.Identifier(type.Name), compilation.Assembly.Name, constructions.Models);
        return new(model, new(findings.ToImmutable()));
    }

    /// <summary>The class's name and where it stands, for what is wrong with all of it.</summary>
    internal static (string Name, Place Place) PlaceOf(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (Names.Readable(context.TargetSymbol), Place.Of(context.TargetSymbol.Locations[0]));
    }

    private static IEnumerable<ITypeSymbol?> Named(AttributeData attribute) =>
        attribute.ConstructorArguments.Where(argument => argument is { Kind: TypedConstantKind.Array, IsNull: false }).SelectMany(types => types.Values).Select(value => value.Value as ITypeSymbol);

    private static string? ProblemOf(ITypeSymbol? type, Compilation compilation, Constructions constructions)
    {
        if (type is not INamedTypeSymbol { IsGenericType: true, IsUnboundGenericType: false } named || Names.Attribute(named, Names.Message) is null)
            return "it is not a generic [Message] with its type arguments, such as typeof(Page<Order>); other messages need not be named";
        var types = new TypeParser(compilation, constructions);
        constructions.Tell(named);
        return types.Parse(named) is not null ? null
            : types.Problem is { } problem ? $"'{Names.Readable(problem.Type)}' cannot be serialised: {problem.Reason}" : "it cannot be serialised";
    }
}
