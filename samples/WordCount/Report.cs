using Spectre.Console;

namespace WordCount;

/// <summary>Shows what was counted.</summary>
internal static class Report
{
    private const int Top = 20;

    public static void Show(Result result, Dictionary<string, long> expected, TimeSpan elapsed)
    {
        var words = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("count").RightAligned()).AddColumn("word").AddColumn("counted on");
        foreach (var (word, counted) in result.Counts.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Top))
            words.AddRow($"{counted.Count:n0}", Markup.Escape(word), Markup.Escape(counted.Node));
        AnsiConsole.Write(words);
        var nodes = new Table().Border(TableBorder.Simple).AddColumn("node").AddColumn(new TableColumn("words").RightAligned()).AddColumn(new TableColumn("occurrences").RightAligned());
        foreach (var node in result.Counts.Values.GroupBy(counted => counted.Node).OrderBy(node => node.Key, StringComparer.Ordinal))
            nodes.AddRow(Markup.Escape(node.Key), $"{node.Count():n0}", $"{node.Sum(counted => counted.Count):n0}");
        AnsiConsole.Write(nodes);
        Console.WriteLine($"{result.Counts.Count:n0} distinct words, {result.Counts.Values.Sum(counted => counted.Count):n0} in all; {result.Messages:n0} messages in {elapsed.TotalSeconds:0.00} s, {result.Messages / elapsed.TotalSeconds:n0} per second");
        Console.WriteLine(Verdict(result, expected));
    }

    public static string Verdict(Result result, Dictionary<string, long> expected) =>
        result.Equals(expected)
            ? "The result equals a plain count of the same text."
            : $"The result DIFFERS from a plain count of the same text: {Difference(result, expected)}";

    private static string Difference(Result result, Dictionary<string, long> expected)
    {
        var wrong = expected.Keys.Union(result.Counts.Keys)
            .Where(word => expected.GetValueOrDefault(word) != (result.Counts.TryGetValue(word, out var counted) ? counted.Count : 0)).ToArray();
        return $"{wrong.Length} words, among them {string.Join(", ", wrong.Take(5).Select(word => $"'{word}' {(result.Counts.TryGetValue(word, out var counted) ? counted.Count : 0)} instead of {expected.GetValueOrDefault(word)}"))}";
    }
}
