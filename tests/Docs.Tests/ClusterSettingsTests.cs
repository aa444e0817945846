using System.Globalization;
using Actors.Cluster;
using Actors.Remote;

namespace Actors.Docs.Tests;

/// <summary>The table of settings in docs/cluster.md is that of <see cref="ClusterOptions"/>. Seen to fail with another default in the page.</summary>
public sealed class ClusterSettingsTests
{
    [Fact]
    public async Task SettingsTable_NamesEachOptionWithItsDefault()
    {
        var said = File.ReadLines(Path.Combine(Root(), "docs", "cluster.md"))
            .SkipWhile(line => !line.StartsWith("| `ClusterOptions`", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToDictionary(cells => cells[1].Trim('`'), cells => cells[2]);
        await using var store = new ConsulMembershipStore(new ConsulOptions());
        var options = new ClusterOptions { Remote = new RemoteOptions(), Store = store };
        var real = typeof(ClusterOptions).GetProperties().ToDictionary(property => property.Name, property => Text(property.Name, property.GetValue(options)));
        Assert.Equal(real.OrderBy(pair => pair.Key, StringComparer.Ordinal), said.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private static string Text(string name, object? value) => value switch
    {
        RemoteOptions or IMembershipStore => "required",
        null or IReadOnlyList<VirtualKind> { Count: 0 } => "none",
        TimeSpan time => $"{time.TotalSeconds} s",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"say here how the default of {name} is written"),
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Actors.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("Actors.sln");
        return folder.FullName;
    }
}
