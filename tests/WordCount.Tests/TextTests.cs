namespace WordCount.Tests;

public sealed class TextTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wordcount-tests-").FullName;

    [Fact]
    public void Open_Utf8WithAMark_GivesTheLinesWithoutIt() => Assert.Equal(["ä b", "c"], Text.Open([Write([0xEF, 0xBB, 0xBF, 0xC3, 0xA4, .. " b\nc\n"u8])]).Lines);

    [Fact]
    public void Open_AnEmptyFile_HasNoLines() => Assert.Empty(Text.Open([Write([])]).Lines);

    [Fact]
    public void Open_NothingNamed_TakesTheInstallationsText() => Assert.NotEmpty(Text.Open([]).Lines);

    [Fact]
    public void Open_NotUtf8_SaysWhichFileAndWhatToDo()
    {
        string path = Write([0x61, 0xFF, 0xFE, 0x62]);
        Assert.Equal($"{path} is not a UTF-8 text; convert it, for example with iconv --to-code=UTF-8", Refusal(path));
    }

    [Fact]
    public void Open_AMissingFile_NamesIt() => Assert.Contains(Path.Combine(_folder, "no.txt"), Refusal(Path.Combine(_folder, "no.txt")), StringComparison.Ordinal);

    [Fact]
    public void Open_AFolder_SaysSo() => Assert.Equal($"{_folder} is a folder; name a UTF-8 text file", Refusal(_folder));

    [Fact]
    public void Open_TwoFiles_AsksForOne() => Assert.Contains("one text at a time", Refusal("a", "b"), StringComparison.Ordinal);

    [Fact]
    public void Open_ALineWithoutSpacesThatNoFrameTakes_IsRefusedByNumber() =>
        Assert.Contains("line 2 has more than", Refusal(Write([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', 300_000)])), StringComparison.Ordinal);

    [Fact]
    public void Parts_ALongLine_AreCutAtSpaces() => Assert.Equal(["ab cd", "e", "fghij"], Text.Parts("ab cd e fghij", 5));

    [Fact]
    public void Parts_ARunLongerThanAPart_AreNone() => Assert.Null(Text.Parts("ab cdefgh", 5));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Refusal(params string[] arguments) => Assert.Throws<SettingException>(() => Text.Open(arguments)).Message;

    private string Write(byte[] content)
    {
        string path = Path.Combine(_folder, "text.txt");
        File.WriteAllBytes(path, content);
        return path;
    }
}
