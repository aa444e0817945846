using System.Text.RegularExpressions;

namespace Actors.Architecture.Tests;

/// <summary>What the documents name exists.</summary>
public sealed partial class DocumentTests
{
    private static IEnumerable<string> Documents =>
        Repository.Files("docs", ".md").Concat(new[] { "README.md", "CONTRIBUTING.md", "bench/RESULTS.md" }.Where(file => File.Exists(Repository.FullPath(file))));

    [Fact]
    public void Architecture_NamesFilesThatExist()
    {
        string text = File.ReadAllText(Repository.FullPath("docs/architecture.md"));
        Assert.NotEmpty(NamedFiles(text));
        Assert.DoesNotContain(NamedFiles(text), file => !Exists(file));
    }

    [Fact]
    public void Architecture_Check_FindsAFileThatIsMissing() =>
        Assert.Equal(["src/Core/No.cs", "proto/no.proto"], NamedFiles("see `src/Core/No.cs`, [x](../src/Core/Cells/Cell.cs) and proto/no.proto.").Where(file => !Exists(file)));

    [Fact]
    public void Links_ToFilesOfTheRepository_Resolve() =>
        Assert.Empty(Documents.SelectMany(document => BrokenLinks(document, File.ReadAllText(Repository.FullPath(document)))));

    [Fact]
    public void Links_Check_FindsABrokenOne()
    {
        const string Text = "[a](no.md) [b](../Actors.sln) [c](https://example.org/x) [d](#part) [e](../Actors.sln#part) ```[f](no2.md)```";
        Assert.Equal(["docs/x.md: no.md"], BrokenLinks("docs/x.md", Text));
    }

    private static bool Exists(string path) => File.Exists(Repository.FullPath(path)) || Directory.Exists(Repository.FullPath(path));

    private static IEnumerable<string> NamedFiles(string text) => NamedFile().Matches(text).Select(match => match.Value.TrimEnd('.')).Distinct();

    private static IEnumerable<string> BrokenLinks(string document, string text)
    {
        string folder = Path.GetDirectoryName(document) ?? "";
        foreach (Match match in Link().Matches(CodeBlock().Replace(text, "")))
        {
            string target = match.Groups[1].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) continue;
            if (!Exists(Path.Combine(folder, Uri.UnescapeDataString(target)))) yield return $"{document}: {target}";
        }
    }

    [GeneratedRegex(@"\b(?:src|proto)/[A-Za-z0-9_./-]+")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\(([^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
