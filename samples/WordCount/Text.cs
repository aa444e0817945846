namespace WordCount;

/// <summary>The text to count: a UTF-8 file, or one that every .NET installation carries.</summary>
internal sealed record Text(string Name, IReadOnlyList<string> Lines)
{
    public static Text Open(string[] arguments)
    {
        if (arguments.Length > 1) throw new SettingException($"one text at a time, not {arguments.Length}: {string.Join(' ', arguments)}");
        string path = arguments.Length == 1 ? arguments[0] : Default();
        if (!File.Exists(path)) throw new SettingException($"the text {path} does not exist");
        return new Text(path, File.ReadAllLines(path));
    }

    private static string Default()
    {
        // .../dotnet/shared/Microsoft.NETCore.App/10.0.x/ -> .../dotnet/
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string[] names = ["ThirdPartyNotices.txt", "LICENSE.txt"];
        return names.Select(name => Path.Combine(root, name)).FirstOrDefault(File.Exists)
            ?? throw new SettingException($"no text was given, and {root} has no ThirdPartyNotices.txt; name a UTF-8 text file");
    }
}
