using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Which types can be messages at all, and who can see them.</summary>
internal static class MessageKind
{
    internal static string? Problem(INamedTypeSymbol message)
    {
        for (var type = message.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType) return "within a generic type";
        }

        if (message.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return "neither a class nor a struct";
        if (message.IsStatic) return "static";
        if (message is { IsAbstract: true, IsGenericType: true }) return "an abstract generic type";
        if (message.IsRefLikeType) return "a ref struct";
        return FrameworkBase(message) is { } known ? $"derived from '{Names.Readable(known)}', of which nobody here can say what it holds" : null;
    }

    // List<T>, Exception: what they hold would not arrive. EventArgs hold nothing.
    private static INamedTypeSymbol? FrameworkBase(INamedTypeSymbol message)
    {
        for (var level = message.BaseType; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            if (Names.Namespace(level) is var space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal)) && level.Name != "EventArgs") return level;
        }

        return null;
    }

    internal static bool IsAccessible(INamedTypeSymbol message)
    {
        for (var type = message; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal) return false;
            if (type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)) return false;
        }

        return true;
    }

    internal static bool IsPublic(INamedTypeSymbol message)
    {
        for (var type = message; type is not null; type = type.ContainingType)
        {
            if (type.DeclaredAccessibility != Accessibility.Public) return false;
        }

        return true;
    }
}
