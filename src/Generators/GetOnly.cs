using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Actors.Generators;

/// <summary>
/// Finds get-only properties that are not computed after all, so that what they hold would not arrive: those that another
/// constructor takes, and collections that begin empty and are filled later.
/// </summary>
internal static class GetOnly
{
    internal static IEnumerable<(Member Member, string Reason)> Lost(INamedTypeSymbol type, IEnumerable<Member> unfilled)
    {
        foreach (var member in unfilled)
        {
            if (member is not { CanSet: false, Symbol: IPropertySymbol { SetMethod: null } property } || !IsAuto(property)) continue;
            if (type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => Construction.IsFilledBy(member, parameter, StringComparison.OrdinalIgnoreCase))))
                yield return (member, "another constructor takes it than the one that the codec calls");
            else if (IsCollection(property.Type) && BeginsAnew(property, type))
                yield return (member, "it can be filled, but has neither a setter nor a constructor parameter");
        }
    }

    private static bool IsAuto(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsCollection(ITypeSymbol type) => type is INamedTypeSymbol named
        && Names.Namespace(named) is not ("System.Collections.Immutable" or "System.Collections.Frozen")
        && !named.Name.StartsWith("ReadOnly", StringComparison.Ordinal)
        && named.AllInterfaces.Add(named).Any(face => face.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_ICollection_T);

    // What is made of the constructor's parameters is made again by the receiver.
    private static bool BeginsAnew(IPropertySymbol property, INamedTypeSymbol type)
    {
        var parameters = new HashSet<string>(type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Select(parameter => parameter.Name), StringComparer.Ordinal);
        return Values(property).Any(value => value is BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax
            && !value.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => parameters.Contains(name.Identifier.ValueText)));
    }

    /// <summary>What it is initialised with, and what constructors assign to it.</summary>
    private static IEnumerable<ExpressionSyntax> Values(IPropertySymbol property) =>
        Syntax<PropertyDeclarationSyntax>(property).Select(declared => declared.Initializer?.Value).OfType<ExpressionSyntax>().Concat(
            property.ContainingType.InstanceConstructors.SelectMany(Syntax<ConstructorDeclarationSyntax>)
                .SelectMany(constructor => constructor.DescendantNodes()).OfType<AssignmentExpressionSyntax>()
                .Where(assignment => NameOf(assignment.Left) == property.Name).Select(assignment => assignment.Right));

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private static IEnumerable<T> Syntax<T>(ISymbol symbol)
        where T : SyntaxNode => symbol.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<T>();
}
