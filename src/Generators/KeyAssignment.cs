using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Gives every member its place in the encoded array: its explicit key, or its place in the order.</summary>
internal sealed class KeyAssignment(INamedTypeSymbol type, Action<DiagnosticDescriptor, Location?, string[]> report)
{
    private const int MaxKey = 255;

    internal IReadOnlyList<(Member Member, int Key)> Assign(IReadOnlyList<Member> members)
    {
        if (!members.Any(member => member.Key is not null)) return [.. members.Select((member, index) => (member, index))];
        var taken = new Dictionary<int, Member>();
        var assigned = new List<(Member, int)>();
        foreach (var member in members)
        {
            if (member.Key is not { } key)
                Refuse(member, "other members have a [MessageKey], so each needs one");
            else if (key is < 0 or > MaxKey)
                Refuse(member, $"key {key} is not between 0 and {MaxKey}");
            else if (taken.TryGetValue(key, out var first))
                report(Rules.DuplicateKey, member.Symbol.Locations[0], [first.Symbol.Name, member.Symbol.Name, Names.Readable(type), $"{key}"]);
            else
                taken.Add(key, member);
            assigned.Add((member, member.Key ?? 0));
        }

        return assigned;
    }

    private void Refuse(Member member, string reason) =>
        report(Rules.InvalidKey, member.Symbol.Locations[0], [member.Symbol.Name, Names.Readable(type), reason]);
}
