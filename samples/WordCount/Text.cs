using System.Text;

namespace WordCount;

/// <summary>The text to count: a UTF-8 file, or one that every .NET installation carries.</summary>
internal sealed record Text(string Name, IReadOnlyList<string> Lines)
{
    /// <summary>Longer lines are told in parts, so that each fits into a frame.</summary>
    private const int MaxLine = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    public static Text Open(string[] arguments)
    {
        if (arguments.Length > 1) throw new SettingException($"one text at a time, not {arguments.Length}: {string.Join(' ', arguments)}");
        string path = arguments.Length == 1 ? arguments[0] : Default();
        if (Directory.Exists(path)) throw new SettingException($"{path} is a folder; name a UTF-8 text file");
        if (!File.Exists(path)) throw new SettingException($"the text {path} does not exist; --help shows what may be given");
        try
        {
            using var reader = new StreamReader(path, Strict, detectEncodingFromByteOrderMarks: false);
            return new Text(path, [.. Read(reader).SelectMany(line => Parts(line.Text, MaxLine) ?? throw new SettingException($"{path} is not a text: line {line.Number} has more than {MaxLine:n0} characters without a space"))]);
        }
        catch (DecoderFallbackException)
        {
            throw new SettingException($"{path} is not a UTF-8 text; convert it, for example with iconv --to-code=UTF-8");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"the text {path} cannot be read: {error.Message}");
        }
    }

    /// <summary>The line in parts of at most that many characters, cut at spaces, so that no word is cut; null if that cannot be.</summary>
    internal static List<string>? Parts(string line, int max)
    {
        var parts = new List<string>();
        int start = 0;
        while (line.Length - start > max)
        {
            int end = start + max;
            while (end > start && !char.IsWhiteSpace(line[end])) end--;
            if (end == start) return null;
            parts.Add(line[start..end]);
            start = end + 1;
        }

        parts.Add(line[start..]);
        return parts;
    }

    private static IEnumerable<(string Text, int Number)> Read(StreamReader reader)
    {
        for (int number = 1; reader.ReadLine() is { } line; number++) yield return (line, number);
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
