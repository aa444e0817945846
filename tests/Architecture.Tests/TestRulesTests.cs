using System.Text.RegularExpressions;

namespace Actors.Architecture.Tests;

/// <summary>Rules that the tests themselves keep.</summary>
public sealed partial class TestRulesTests
{
    [Fact]
    public void Tests_AreNeverSkippedByHand()
    {
        var offenders = new[] { "tests", "integration-tests" }
            .SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.EndsWith("TestRulesTests.cs", StringComparison.Ordinal))
            .Where(file => Skips(File.ReadAllText(Repository.FullPath(file))));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Tests_Check_FindsASkippedOne()
    {
        Assert.True(Skips("[Fact(Skip = \"later\")]"));
        Assert.True(Skips("[Theory( DisplayName = \"x\", Skip=\"y\")]"));
        Assert.False(Skips("[Fact] // Skip this"));
    }

    private static bool Skips(string source) => SkippedTest().IsMatch(source);

    [GeneratedRegex(@"\[\s*(?:\w*Fact|\w*Theory)\s*\([^)]*\bSkip\s*=")]
    private static partial Regex SkippedTest();
}
