using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Actors.Generators;

/// <summary>
/// How a message is put together again: the constructor whose parameters all are members (the primary one if it is
/// among them, else the one with most parameters), and an initializer for the other members that can be set.
/// </summary>
/// <param name="Members">Parameters in their order, then the others in declared order.</param>
/// <param name="Problem">Why there is no way, or null.</param>
internal sealed record Construction(IReadOnlyList<Member> Members, string? Problem)
{
    /// <summary>Those whose values would not arrive, with the reason.</summary>
    internal IReadOnlyList<(Member Member, string Reason)> Lost { get; init; } = [];

    internal static Construction Choose(INamedTypeSymbol type, List<Member> all, IAssemblySymbol assembly)
    {
        var members = all.FindAll(member => member.Unreadable is null);
        var lost = all.Where(member => member.Unreadable is not null).Select(member => (member, member.Unreadable!)).ToList();
        List<Member>? best = null;
        foreach (var constructor in type.InstanceConstructors)
        {
            // In another assembly, where a generic message may be used, nothing tells which one is the primary.
            bool isPrimary = !type.IsGenericType && IsPrimary(constructor);
            if (!MemberFinder.IsAccessible(constructor, assembly) || MemberFinder.Forbidden(constructor) is not null || Match(constructor, members) is not { } matched) continue;
            if (best is null || matched.Count > best.Count || isPrimary) best = matched;
            if (isPrimary) break;
        }

        if (best is null && lost.Count > 0) return new Construction([], null) { Lost = lost };
        if (best is null) return new Construction([], "it needs an accessible constructor whose parameters each have the name and type of a public property or field");
        var others = members.Where(member => best.TrueForAll(taken => taken.Symbol.Name != member.Symbol.Name)).ToList();
        if (others.Find(member => member is { CanSet: false, Key: not null }) is { } keyed)
            return new Construction([], $"'{keyed.Symbol.Name}' has a key but neither a constructor parameter nor an accessible setter");
        // A property without a setter is computed; what has one that the codec cannot call holds something, as does a field.
        lost.AddRange(others.Where(member => !member.CanSet && member.Symbol is (IFieldSymbol or IPropertySymbol { SetMethod: not null })).Select(member => (member, "no constructor parameter fills it, and the codec cannot set it")));
        lost.AddRange(GetOnly.Lost(type, others));
        return new Construction([.. best, .. others.Where(member => member.CanSet)], null) { Lost = lost };
    }

    private static List<Member>? Match(IMethodSymbol constructor, List<Member> members)
    {
        var matched = new List<Member>();
        foreach (var parameter in constructor.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In)) return null;
            var member = members.Find(candidate => IsFilledBy(candidate, parameter, StringComparison.Ordinal))
                ?? members.Find(candidate => IsFilledBy(candidate, parameter, StringComparison.OrdinalIgnoreCase));
            if (member is null) return null;
            matched.Add(member with { Parameter = parameter });
        }

        return matched;
    }

    internal static bool IsFilledBy(Member member, IParameterSymbol parameter, StringComparison comparison) =>
        string.Equals(member.Symbol.Name, parameter.Name, comparison) && SymbolEqualityComparer.Default.Equals(member.Type, parameter.Type);

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax);
}
