using System.Text.RegularExpressions;

namespace Actors.Architecture.Tests;

/// <summary>Rules of the source that no compiler checks.</summary>
public sealed partial class SourceRulesTests
{
    private const int MostLines = 400;

    [Fact]
    public void Files_StayBelowTheLimit()
    {
        var offenders = Repository.Files("src", ".cs").Where(file => File.ReadLines(Repository.FullPath(file)).Count() > MostLines);
        Assert.Empty(offenders);
    }

    [Fact]
    public void Names_SayWhatAThingIs() => Assert.DoesNotContain(Repository.Files("src", ".cs"), IsVague);

    [Fact]
    public void Names_Check_FindsAVagueOne()
    {
        Assert.True(IsVague("src/Core/Cells/CellUtils.cs"));
        Assert.True(IsVague("src/Core/StringHelper.cs"));
        Assert.False(IsVague("src/Core/Cells/Cell.cs"));
    }

    [Fact]
    public void Namespaces_AreOnePerAssembly()
    {
        var offenders = new (string Folder, string Name)[] { ("src/Core", "Actors"), ("src/Remote", "Actors.Remote"), ("src/Cluster", "Actors.Cluster") }
            .SelectMany(layer => Repository.Files(layer.Folder, ".cs").Where(file => Namespaces(File.ReadAllText(Repository.FullPath(file))).Any(name => name != layer.Name)));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Namespaces_Check_FindsAnotherOne() => Assert.Equal(["Actors.Core.Cells"], Namespaces("using System;\n\nnamespace Actors.Core.Cells;\n"));

    private static bool IsVague(string file) => VagueName().IsMatch(Path.GetFileName(file));

    private static IEnumerable<string> Namespaces(string source) => Namespace().Matches(source).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"(?:Utils?|Utilities|Helpers?|Managers?)(?:\.\w+)?\.cs$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
