using System.Reflection;
using System.Xml.Linq;

namespace Actors.Architecture.Tests;

/// <summary>Core knows neither Remote nor Cluster, Remote not Cluster: by what is compiled and by what the projects say.</summary>
public sealed class LayerTests
{
    [Theory]
    [InlineData("Actors.Core", "Actors.Remote")]
    [InlineData("Actors.Core", "Actors.Cluster")]
    [InlineData("Actors.Core", "Actors.TestKit")]
    [InlineData("Actors.Remote", "Actors.Cluster")]
    [InlineData("Actors.Remote", "Actors.TestKit")]
    [InlineData("Actors.Cluster", "Actors.TestKit")]
    public void Assembly_OfALowerLayer_DoesNotReferenceAHigherOne(string lower, string higher) =>
        Assert.DoesNotContain(higher, ReferencesOf(lower));

    [Fact]
    public void Assembly_Check_SeesReferencesThatExist() => Assert.Contains("Actors.Core", ReferencesOf("Actors.TestKit"));

    [Theory]
    [InlineData("src/Core/Actors.Core.csproj", "Actors.Remote")]
    [InlineData("src/Core/Actors.Core.csproj", "Actors.Cluster")]
    [InlineData("src/Remote/Actors.Remote.csproj", "Actors.Cluster")]
    public void Project_OfALowerLayer_DoesNotReferenceAHigherOne(string project, string higher) =>
        Assert.DoesNotContain(higher, ProjectReferencesOf(File.ReadAllText(Repository.FullPath(project))));

    [Fact]
    public void Project_Check_SeesABadReference() =>
        Assert.Contains("Actors.Cluster", ProjectReferencesOf("<Project><ItemGroup><ProjectReference Include=\"..\\Cluster\\Actors.Cluster.csproj\" /></ItemGroup></Project>"));

    [Theory]
    [InlineData("src/Core")]
    [InlineData("src/Remote")]
    public void Source_OfALowerLayer_NamesNoHigherNamespace(string folder)
    {
        string[] higher = folder == "src/Core" ? ["Actors.Remote", "Actors.Cluster"] : ["Actors.Cluster"];
        var offenders = Repository.Files(folder, ".cs").Where(file => UsesAny(File.ReadAllText(Repository.FullPath(file)), higher));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Source_Check_SeesABadUsing()
    {
        Assert.True(UsesAny("using Actors.Cluster;\nnamespace Actors.Remote;", ["Actors.Cluster"]));
        Assert.False(UsesAny("/// as in Actors.Cluster\nusing Actors.Remote;", ["Actors.Cluster"]));
    }

    private static IEnumerable<string> ReferencesOf(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);

    private static IEnumerable<string> ProjectReferencesOf(string project) =>
        XDocument.Parse(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static bool UsesAny(string source, string[] namespaces) =>
        source.Split('\n').Any(line => namespaces.Any(name => line.StartsWith($"using {name};", StringComparison.Ordinal) || line.StartsWith($"using {name}.", StringComparison.Ordinal)));
}
