using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Actors.Generators;

/// <summary>The names of the runtime's types, and those the generator gives.</summary>
internal static class Names
{
    internal const string Message = "Actors.Remote.MessageAttribute";
    internal const string MessageKey = "Actors.Remote.MessageKeyAttribute";
    internal const string MessageManifest = "Actors.Remote.MessageManifestAttribute";
    internal const string MessageTag = "Actors.Remote.MessageTagAttribute";
    internal const string Surrogate = "Actors.Remote.IMessageSurrogate`2";

    internal static readonly SymbolDisplayFormat WithNullability = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    internal static readonly SymbolDisplayFormat AtRunTime = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    // What a plain type is called when it is a message itself; see BuiltInMessages in Actors.Remote.
    internal static readonly string[] ReservedIds = ["string", "int32", "int64", "bool", "double", "bytes", "actors.delivery.ack"];

    internal static string Full(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(WithNullability);

    internal static string Readable(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    internal static string Namespace(ITypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted))
            : "";

    /// <summary>
    /// The codec stands beside its message; that of a nested type has the outer types in front, and a hash, which tells it from
    /// that of a type whose own name holds an underscore.
    /// </summary>
    internal static string Codec(INamedTypeSymbol type)
    {
        string name = type.Name;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) name = $"{outer.Name}_{name}";
        return type.ContainingType is null ? name + "MessageCodec" : $"{name}_{Hash(type.ToDisplayString()):x8}MessageCodec";
    }

    /// <summary>FNV-1a: the same in every compiler and process.</summary>
    internal static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }

    internal static string FullCodec(INamedTypeSymbol type) =>
        Namespace(type) is { Length: > 0 } space ? $"global::{space}.{Codec(type)}" : $"global::{Codec(type)}";

    /// <summary>True if a type parameter of a declaration still stands somewhere in it.</summary>
    internal static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsOpen),
        _ => false,
    };

    internal static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>What the attribute was given, if it is there and its only argument compiles.</summary>
    internal static object? Argument(AttributeData? attribute) =>
        attribute is { ConstructorArguments.Length: 1 } && attribute.ConstructorArguments[0].Kind == TypedConstantKind.Primitive ? attribute.ConstructorArguments[0].Value : null;

    internal static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.ToDisplayString() == name) return attribute;
        }

        return null;
    }
}
