using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Lists the public instance properties and fields of a type in declared order, those of its bases first.</summary>
internal static class MemberFinder
{
    internal static List<Member> Find(INamedTypeSymbol type, IAssemblySymbol assembly)
    {
        var hierarchy = new Stack<INamedTypeSymbol>();
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType) hierarchy.Push(level);
        var members = new List<Member>();
        foreach (var level in hierarchy)
        {
            foreach (var symbol in level.GetMembers())
            {
                if (symbol.IsStatic || symbol.DeclaredAccessibility != Accessibility.Public || ToMember(symbol, assembly) is not { } member)
                {
                    Hide(members, symbol, assembly);
                    continue;
                }

                // An override or a hiding member takes the place of the one it replaces.
                int earlier = members.FindIndex(known => known.Symbol.Name == symbol.Name);
                if (earlier < 0) members.Add(member);
                else members[earlier] = member;
            }
        }

        // A generic message is read from metadata too, which tells the order of properties and of fields, not of both.
        return type.IsGenericType ? [.. members.OrderBy(member => member.Symbol is IFieldSymbol)] : members;
    }

    // "public new static int X": what it hides cannot be named through the message.
    private static void Hide(List<Member> members, ISymbol symbol, IAssemblySymbol assembly)
    {
        if (symbol.IsOverride || !IsAccessible(symbol, assembly)) return;
        int hidden = members.FindIndex(known => known.Symbol.Name == symbol.Name && !SymbolEqualityComparer.Default.Equals(known.Symbol.ContainingType, symbol.ContainingType));
        if (hidden >= 0) members[hidden] = members[hidden] with { Unreadable = $"'{Names.Readable(symbol)}' hides it" };
    }

    private static Member? ToMember(ISymbol symbol, IAssemblySymbol assembly)
    {
        switch (symbol)
        {
            case IPropertySymbol { IsIndexer: false, GetMethod: { } get, Name: not "EqualityContract" } property:
                var setter = SetterOf(property);
                bool canSet = setter is not null && IsAccessible(setter, assembly);
                bool isMutable = setter is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public };
                return new Member(property, property.Type, canSet, isMutable) { Unreadable = IsAccessible(get, assembly) ? Forbidden(property) : "its getter is not accessible" };
            case IFieldSymbol { IsConst: false, IsImplicitlyDeclared: false } field:
                return new Member(field, field.Type, !field.IsReadOnly, !field.IsReadOnly) { Unreadable = Forbidden(field) };
            default:
                return null;
        }
    }

    // An override that has a getter only keeps the setter of what it overrides.
    private static IMethodSymbol? SetterOf(IPropertySymbol property)
    {
        var level = property;
        while (level is { SetMethod: null, OverriddenProperty: { } overridden }) level = overridden;
        return level.SetMethod;
    }

    internal static string? Forbidden(ISymbol symbol) =>
        Names.Attribute(symbol, "System.ObsoleteAttribute") is { ConstructorArguments.Length: > 1 } obsolete && obsolete.ConstructorArguments[1].Value is true ? "[Obsolete] makes each use of it an error" : null;

    internal static bool IsAccessible(ISymbol symbol, IAssemblySymbol assembly) => symbol.DeclaredAccessibility switch
    {
        Accessibility.Public => true,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, assembly),
        _ => false,
    };
}
