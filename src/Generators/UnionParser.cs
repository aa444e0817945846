using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Reads the cases of a union: an abstract [Message], and the concrete types of its assembly that derive from it.</summary>
internal sealed class UnionParser(Compilation compilation, Action<DiagnosticDescriptor, Location?, string[]> report)
{
    private const int MaxTag = 65_535;

    internal EquatableArray<CaseModel> Parse(INamedTypeSymbol union)
    {
        var found = new List<(int Depth, CaseModel Case)>();
        var taken = new Dictionary<int, INamedTypeSymbol>();
        foreach (var type in DeclaredTypes.In(compilation.Assembly.GlobalNamespace))
        {
            int depth = DepthBelow(union, type);
            if (depth == 0 || type.IsAbstract) continue;
            if (type.IsGenericType)
                report(Rules.Case, type.Locations[0], [Names.Readable(type), Names.Readable(union), "a generic type cannot be a case"]);
            else if (Names.Attribute(type, Names.Message) is not { } message)
                report(Rules.Case, type.Locations[0], [Names.Readable(type), Names.Readable(union), "mark it with [Message(\"an.id\")] and [MessageTag(n)]"]);
            else if (Names.Attribute(type, Names.MessageTag) is not { } attribute)
                report(Rules.Case, type.Locations[0], [Names.Readable(type), Names.Readable(union), "give it a [MessageTag(n)]"]);
            else if (Names.Argument(attribute) is int tag and >= 0 and <= MaxTag)
            {
                if (taken.TryGetValue(tag, out var first))
                    report(Rules.Tag, type.Locations[0], [$"{tag}", Names.Readable(type), $"'{Names.Readable(first)}' has it already in the union '{Names.Readable(union)}'"]);
                else
                    taken.Add(tag, type);
                found.Add((depth, new CaseModel(tag, Names.Argument(message) as string ?? "", Names.Full(type), Names.FullCodec(type))));
            }
        }

        if (found.Count == 0 && !DeclaredTypes.In(compilation.Assembly.GlobalNamespace).Any(type => !type.IsAbstract && DepthBelow(union, type) > 0))
            report(Rules.Unsupported, union.Locations[0], [Names.Readable(union), "abstract, and no concrete type of this assembly derives from it to make it a union"]);
        // A case that derives from another one must be looked for before it.
        return new([.. found.OrderByDescending(item => item.Depth).ThenBy(item => item.Case.Tag).Select(item => item.Case)]);
    }

    /// <summary>A tag must be in range, and on something that is a case; a case must be where its union can see it.</summary>
    internal void CheckCase(INamedTypeSymbol type)
    {
        int? tag = Names.Argument(Names.Attribute(type, Names.MessageTag)) as int?;
        if (tag is < 0 or > MaxTag) report(Rules.Tag, type.Locations[0], [$"{tag}", Names.Readable(type), $"it is not between 0 and {MaxTag}"]);
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (!level.IsAbstract || Names.Attribute(level, Names.Message) is null) continue;
            if (!SymbolEqualityComparer.Default.Equals(level.ContainingAssembly, compilation.Assembly))
                report(Rules.Case, type.Locations[0], [Names.Readable(type), Names.Readable(level), $"a union is closed; its cases are those of its own assembly '{level.ContainingAssembly.Name}'"]);
            return;
        }

        if (tag is not null) report(Rules.Tag, type.Locations[0], [$"{tag}", Names.Readable(type), "it derives from no union: an abstract type marked with [Message]"]);
    }

    private static int DepthBelow(INamedTypeSymbol union, INamedTypeSymbol type)
    {
        int depth = 1;
        for (var level = type.BaseType; level is not null; level = level.BaseType, depth++)
        {
            if (SymbolEqualityComparer.Default.Equals(level, union)) return depth;
        }

        return 0;
    }
}
