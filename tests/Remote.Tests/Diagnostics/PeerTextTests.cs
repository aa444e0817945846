namespace Actors.Remote.Tests.Diagnostics;

public sealed class PeerTextTests
{
    /// <summary>Seen to fail for the last three while only control characters were replaced: they break lines, or turn what follows around, too.</summary>
    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u001bb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\u202eb")]
    public void Text_WithWhatBreaksALine_IsOneLine(string text) => Assert.Equal("a?b", PeerText.Of(text));

    [Fact]
    public void Text_OfLetters_IsLeftAsItIs() => Assert.Equal("\u00e9 \u4e00 \ud83d\ude00", PeerText.Of("\u00e9 \u4e00 \ud83d\ude00"));

    [Fact]
    public void Text_TooLong_IsCut() => Assert.Equal(PeerText.MaxLength + 3, PeerText.Of(new string('x', 10_000)).Length);
}
