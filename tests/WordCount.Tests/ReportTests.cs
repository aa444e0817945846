namespace WordCount.Tests;

public sealed class ReportTests
{
    private static readonly Dictionary<string, long> Plain = new() { ["a"] = 2, ["b"] = 1 };

    [Fact]
    public void Result_WithTheSameCounts_EqualsThePlainOne() => Assert.True(Counted(("a", 2), ("b", 1)).Equals(Plain));

    [Fact]
    public void Result_WithAWordMissing_Differs() => Assert.False(Counted(("a", 2)).Equals(Plain));

    [Fact]
    public void Result_WithAnotherCount_Differs() => Assert.False(Counted(("a", 2), ("b", 2)).Equals(Plain));

    [Fact]
    public void Result_WithAWordTooMany_Differs() => Assert.False(Counted(("a", 2), ("b", 1), ("c", 1)).Equals(Plain));

    [Fact]
    public void Verdict_OfADifference_NamesTheWords()
    {
        Assert.Equal("The result equals a plain count of the same text.", Report.Verdict(Counted(("a", 2), ("b", 1)), Plain));
        Assert.Equal(
            "The result DIFFERS from a plain count of the same text: 2 words, among them 'b' 0 instead of 1, 'c' 1 instead of 0",
            Report.Verdict(Counted(("a", 2), ("c", 1)), Plain));
    }

    private static Result Counted(params (string Word, long Count)[] counts) =>
        new(counts.ToDictionary(pair => pair.Word, pair => new Counted(pair.Count, "node", 1)), 0);
}
