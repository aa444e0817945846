namespace Actors.IntegrationTests;

/// <summary>A text for the counting jobs, as a file that disappears when disposed.</summary>
internal sealed class TestText : IDisposable
{
    private const string FortunesFolder = "/usr/share/games/fortunes";

    private TestText(string path) => Path = path;

    /// <summary>The file; anybody may read it, also an unprivileged user of a container.</summary>
    public string Path { get; }

    /// <summary>The English fortunes of the Debian package: some megabytes written by people, with all their punctuation.</summary>
    public static TestText Fortunes()
    {
        if (!Directory.Exists(FortunesFolder))
            throw new DirectoryNotFoundException($"{FortunesFolder} is missing; run eng/install.sh (package fortunes).");
        var text = new TestText(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"actors-text-{Guid.NewGuid():N}.txt"));
        using FileStream file = File.Create(text.Path);
        // Beside each text lie its index (.dat) and a link to itself under another name (.u8).
        foreach (string source in Directory.EnumerateFiles(FortunesFolder)
            .Where(name => System.IO.Path.GetExtension(name).Length == 0).Order(StringComparer.Ordinal))
        {
            using FileStream part = File.OpenRead(source);
            part.CopyTo(file);
        }
        File.SetUnixFileMode(
            text.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return text;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
