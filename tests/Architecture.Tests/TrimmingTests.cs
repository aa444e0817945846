using System.Xml.Linq;

namespace Actors.Architecture.Tests;

/// <summary>Every library can be trimmed and compiled ahead: the analysers for it run in the build, as errors, and nothing silences them.</summary>
public sealed class TrimmingTests
{
    private static readonly string[] Silencers = ["UnconditionalSuppressMessage", "RequiresUnreferencedCode", "RequiresDynamicCode", "RequiresAssemblyFiles", "#pragma warning disable IL"];

    [Fact]
    public void Project_OfALibrary_IsCompatibleWithCompilingAhead()
    {
        string[] libraries = [.. Repository.Files("src", ".csproj").Where(file => !file.EndsWith("Actors.Generators.csproj", StringComparison.Ordinal))]; // the compiler runs it
        Assert.Equal(4, libraries.Length);
        Assert.All(libraries, file => Assert.True(IsCompatible(File.ReadAllText(Repository.FullPath(file))), file));
    }

    [Fact]
    public void Project_Check_SeesOneThatIsNot()
    {
        Assert.True(IsCompatible("<Project><PropertyGroup><IsAotCompatible>true</IsAotCompatible></PropertyGroup></Project>"));
        Assert.False(IsCompatible("<Project><PropertyGroup><IsAotCompatible>false</IsAotCompatible></PropertyGroup></Project>"));
        Assert.False(IsCompatible("<Project><PropertyGroup><IsAotCompatible>true</IsAotCompatible><NoWarn>IL2026</NoWarn></PropertyGroup></Project>"));
        Assert.False(IsCompatible("<Project />"));
    }

    [Fact]
    public void Source_OfALibrary_SilencesNoFinding() =>
        Assert.DoesNotContain(Repository.Files("src", ".cs"), file => Silences(File.ReadAllText(Repository.FullPath(file))));

    [Fact]
    public void Source_Check_SeesASilencer() => Assert.True(Silences("[UnconditionalSuppressMessage(\"Trimming\", \"IL2026\")]"));

    private static bool IsCompatible(string project)
    {
        var properties = XDocument.Parse(project).Descendants("PropertyGroup").Elements().ToArray();
        return properties.Any(property => property.Name == "IsAotCompatible" && property.Value == "true")
            && !properties.Any(property => property.Name == "NoWarn" && property.Value.Contains("IL", StringComparison.Ordinal));
    }

    private static bool Silences(string source) => Silencers.Any(silencer => source.Contains(silencer, StringComparison.Ordinal));
}
