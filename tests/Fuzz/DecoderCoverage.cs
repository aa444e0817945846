using System.Globalization;
using System.Xml.Linq;

namespace Actors.Fuzz;

/// <summary>Reads what coverlet has counted (Cobertura) and says which branches of the decoders no case took.</summary>
internal static class DecoderCoverage
{
    /// <summary>What reads bytes of a peer.</summary>
    private static readonly string[] Decoders =
    [
        "WireCursor.cs", "FrameReader.cs", "FrameView.cs", "BatchReader.cs", "EnvelopeView.cs", "DefinitionView.cs", "ChunkView.cs", "PulseView.cs", "MessageAssembler.cs", "LargePayloads.cs",
        "MessagePackReader.cs", "MessagePackReader.Values.cs", "MessagePackReader.Numbers.cs", "MessagePackReader.Framework.cs", "MessagePackCode.cs", "HandshakeStream.cs", "PeerManifest.cs",
        "ActorPath.cs", "ActorAddress.cs", "NodeAddress.cs", "SegmentEscape.cs",
    ];

    internal static int Report(string[] files)
    {
        // Of several files the best of each branch: a run adds to another.
        var lines = new SortedDictionary<(string File, int Line), (int Taken, int All, bool Hit)>();
        foreach (var line in files.SelectMany(Lines))
        {
            lines.TryGetValue(line.Key, out var known);
            lines[line.Key] = (Math.Max(known.Taken, line.Value.Taken), Math.Max(known.All, line.Value.All), known.Hit || line.Value.Hit);
        }

        int missed = 0;
        foreach (var ((file, number), (taken, all, hit)) in lines)
        {
            if (hit && taken == all) continue;
            missed++;
            Console.WriteLine(hit ? $"{file}:{number}: {taken} of {all} branches" : $"{file}:{number}: not reached");
        }

        var found = lines.Keys.Select(key => key.File).Distinct().ToHashSet();
        foreach (string absent in Decoders.Where(decoder => !found.Contains(decoder))) Console.WriteLine($"{absent}: not in the report");
        Console.WriteLine($"{lines.Count} lines of {found.Count} decoders, {lines.Values.Sum(line => line.All)} branches, {missed} lines not reached or not in all branches");
        return missed == 0 && found.Count == Decoders.Length ? 0 : 1;
    }

    private static IEnumerable<KeyValuePair<(string File, int Line), (int Taken, int All, bool Hit)>> Lines(string file)
    {
        foreach (var type in XDocument.Load(file).Descendants("class"))
        {
            string name = Path.GetFileName(((string?)type.Attribute("filename") ?? "").Replace('\\', '/'));
            if (!Decoders.Contains(name)) continue;
            foreach (var line in type.Element("lines")!.Elements("line"))
            {
                string[] branches = ((string?)line.Attribute("condition-coverage") ?? "(0/0)").Split('(', '/', ')');
                yield return new((name, (int)line.Attribute("number")!), (Number(branches[1]), Number(branches[2]), (long)line.Attribute("hits")! > 0));
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
