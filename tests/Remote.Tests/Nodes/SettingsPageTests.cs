using System.Globalization;
using System.Text.RegularExpressions;

namespace Actors.Remote.Tests.Nodes;

/// <summary>The table of settings in docs/remote.md is that of <see cref="RemoteOptions"/>.</summary>
public sealed partial class SettingsPageTests
{
    [Fact]
    public void SettingsTable_NamesEachOptionWithItsDefault()
    {
        var said = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(Path.Combine(Root(), "docs", "remote.md")).SkipWhile(line => !line.StartsWith("| `RemoteOptions`", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            string[] names = [.. Name().Matches(cells[1]).Select(match => match.Groups[1].Value)];
            string[] defaults = names.Length == 1 || !cells[2].Contains(", ", StringComparison.Ordinal) ? [.. names.Select(_ => cells[2])] : cells[2].Split(", ");
            for (int i = 0; i < names.Length; i++) said.Add(names[i], defaults[i]);
        }

        var options = new RemoteOptions();
        var real = typeof(RemoteOptions).GetProperties().ToDictionary(property => property.Name, property => Text(property.Name, property.GetValue(options)));
        Assert.Equal(real.OrderBy(pair => pair.Key, StringComparer.Ordinal), said.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    /// <summary>How pages write the default of one option.</summary>
    internal static string DefaultOf(string option) =>
        Text(option, (typeof(RemoteOptions).GetProperty(option) ?? throw new ArgumentException($"RemoteOptions has no {option}", nameof(option))).GetValue(new RemoteOptions()));

    private static string Text(string name, object? value) => value switch
    {
        "" when name == nameof(RemoteOptions.Secret) => "required",
        "default" => "`default`",
        string text => text,
        null when name == nameof(RemoteOptions.Tls) => "none",
        null => "as above",
        bool flag => flag ? "true" : "false",
        GrpcTransportOptions => $"`{nameof(GrpcTransportOptions)}`",
        IReadOnlyList<string> { Count: 0 } => "none",
        IReadOnlyList<string> list => string.Join(", ", list.Select(item => $"`{item}`")),
        IReadOnlyList<MessageManifest> { Count: 0 } => "none",
        TimeSpan time when time < TimeSpan.FromSeconds(1) => $"{time.TotalMilliseconds} ms",
        TimeSpan time when time < TimeSpan.FromMinutes(1) => $"{time.TotalSeconds} s",
        TimeSpan { TotalMinutes: 1 } => "1 minute",
        int or long when name.EndsWith("Bytes", StringComparison.Ordinal) => Bytes(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"say here how the default of {name} is written"),
    };

    private static string Bytes(long bytes)
    {
        const long Mi = 1024 * 1024;
        string kibi = $"{bytes % Mi / 1024} KiB";
        return bytes < Mi ? kibi : bytes % Mi == 0 ? $"{bytes / Mi} MiB" : $"{bytes / Mi} MiB + {kibi}";
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Actors.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Actors.sln");
        return folder.FullName;
    }

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
