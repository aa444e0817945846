using System.Text.RegularExpressions;

namespace Actors.Architecture.Tests;

/// <summary>
/// A C# block of a document that follows <c>&lt;!-- snippet: name --&gt;</c> is, letter by letter, the code between
/// <c>// snippet: name</c> and <c>// end</c> in a test or a sample, so it compiles and does what the document says.
/// </summary>
public sealed partial class SnippetTests
{
    /// <summary>Documents whose every C# block must be such a snippet.</summary>
    private static readonly string[] Covered =
        ["docs/actors.md", "docs/behaviors.md", "docs/mailboxes.md", "docs/timers.md", "docs/supervision.md", "docs/asking.md", "docs/dead-letters.md", "docs/lifecycle.md", "docs/testing.md", "docs/observability.md", "docs/classes.md", "docs/runtimes.md", "docs/routers.md", "docs/state-machines.md",
         "docs/getting-started.md", "docs/remote.md", "docs/clients.md", "docs/remote-spawn.md", "docs/delivery.md", "docs/promises.md", "docs/serialization.md", "docs/membership.md", "docs/cluster.md", "docs/operations.md", "docs/architecture.md", "README.md", "CONTRIBUTING.md"];

    [Fact]
    public void Documents_ShowCodeThatTestsRun()
    {
        var code = Repository.Files("tests", ".cs").Concat(Repository.Files("samples", ".cs")).SelectMany(file => Snippets(File.ReadAllText(Repository.FullPath(file)))).ToDictionary();
        var problems = Repository.Files("docs", ".md").Concat(["README.md", "CONTRIBUTING.md"])
            .SelectMany(file => Problems(file, File.ReadAllText(Repository.FullPath(file)), code, all: Covered.Contains(file.Replace('\\', '/'))));
        Assert.Empty(problems);
        Assert.All(Covered, file => Assert.True(File.Exists(Repository.FullPath(file)), file));
    }

    [Fact]
    public void Check_FindsAnotherText_AMissingSnippet_AndABareBlock()
    {
        var code = Snippets("    // snippet: a\n    Go();\n      Deeper();\n    // end\n").ToDictionary();
        Assert.Empty(Problems("x", Page("<!-- snippet: a -->", "Go();\n  Deeper();"), code, all: true));
        Assert.Single(Problems("x", Page("<!-- snippet: a -->", "Go(1);"), code, all: true));
        Assert.Single(Problems("x", Page("<!-- snippet: b -->", "Go();"), code, all: true));
        Assert.Single(Problems("x", Page("text", "Go();"), code, all: true));
        Assert.Empty(Problems("x", Page("text", "Go();"), code, all: false));
    }

    private static string Page(string before, string code) => $"# Title\n\n{before}\n```csharp\n{code}\n```\n";

    private static IEnumerable<string> Problems(string file, string text, Dictionary<string, string> code, bool all)
    {
        foreach (Match block in Block().Matches(text))
        {
            string name = block.Groups["name"].Value;
            if (name.Length == 0)
            {
                if (all) yield return $"{file}: a C# block without a snippet: {block.Groups["code"].Value.Split('\n')[0]}";
            }
            else if (!code.TryGetValue(name, out string? expected))
            {
                yield return $"{file}: no test has the snippet '{name}'";
            }
            else if (expected != block.Groups["code"].Value)
            {
                yield return $"{file}: the snippet '{name}' reads in the test:\n{expected}";
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Snippets(string source)
    {
        foreach (Match match in Snippet().Matches(source))
        {
            string[] lines = match.Groups["code"].Value.TrimEnd('\n', ' ').Split('\n');
            int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
            yield return new(match.Groups["name"].Value, string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : "")));
        }
    }

    [GeneratedRegex(@"(?:<!-- snippet: (?<name>[\w-]+) -->\n)?```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *// snippet: (?<name>[\w-]+)\n(?<code>.*?)^ *// end\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Snippet();
}
