using FsCheck;
using FsCheck.Fluent;

namespace WordCount.Tests;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  .,;", "")]
    [InlineData("Ein Wort", "ein wort")]
    [InlineData("don't-stop", "don t stop")]
    [InlineData("ÄRGER über 42x", "ärger über 42x")]
    public void In_ALine_GivesRunsOfLettersAndDigitsInLowerCase(string line, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), Words.In(line));

    [Fact]
    public void In_ALongRun_IsCutToFitAPath() => Assert.Equal([new string('a', 32), new string('a', 32), "aaa"], Words.In(new string('A', 67)));

    [Fact]
    public void In_AnyLine_GivesEveryLetterOnce() =>
        Prop.ForAll<string?>(line => Words.In(line ?? "").SelectMany(word => word).SequenceEqual((line ?? "").Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant))).QuickCheckThrowOnFailure();

    [Fact]
    public void Count_Lines_AddsThemUp() =>
        Assert.Equal(new Dictionary<string, long> { ["a"] = 3, ["b"] = 1 }, Words.Count(["A b", "a", "", "-a"]));
}
