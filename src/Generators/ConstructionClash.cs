using System.Collections.Immutable;

namespace Actors.Generators;

/// <summary>
/// Finds generic messages that are told by themselves and that a node could not tell apart: with other arguments of one
/// form on the wire, or of one type at run time.
/// </summary>
internal static class ConstructionClash
{
    internal static IEnumerable<Finding> Find(ImmutableArray<MessageModel> constructions, (string Name, Place Place) manifest)
    {
        var ids = new Dictionary<string, MessageModel>();
        var types = new Dictionary<string, MessageModel>();
        foreach (var told in constructions.Where(model => model.IsTold).OrderBy(model => model.FullCodecName, StringComparer.Ordinal))
        {
            if (!ids.TryGetValue(told.Id, out var first)) ids.Add(told.Id, told);
            else if (first.RuntimeName != told.RuntimeName) yield return new Finding(Rules.DuplicateId, manifest.Place, new([told.Id, $"{Readable(first)}' and by '{Readable(told)}"]));
            if (!types.TryGetValue(told.RuntimeName, out var other)) types.Add(told.RuntimeName, told);
            else if (other.Id != told.Id) yield return new Finding(Rules.Construction, manifest.Place, new([Readable(told), manifest.Name, $"at run time it is one type with '{Readable(other)}', so that only one of them can be told"]));
        }
    }

    private static string Readable(MessageModel model) => model.TypeName.Replace("global::", "");
}
