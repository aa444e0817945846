using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.Tests;
using Google.Protobuf.Reflection;

namespace Actors.Remote.Tests.Wire;

/// <summary>docs/protocol.md says what proto/remote.proto and the code do. Each check was seen to fail on a page with one line changed.</summary>
public sealed partial class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFiles.Find("docs", "protocol.md"));

    /// <summary>A field, message or value that is added to the .proto, taken away or numbered anew must be so here too.</summary>
    [Fact]
    public void Page_ListsEachMessageFieldAndEnumValue_WithItsNumber()
    {
        var expected = RemoteReflection.Descriptor.MessageTypes.Select(type => (type.Name, type.Fields.InDeclarationOrder().Select(field => (field.FieldNumber, field.Name))))
            .Concat(RemoteReflection.Descriptor.EnumTypes.Select(type => (type.Name, type.Values.Select(value => (value.Number, value.Name)))))
            .SelectMany(type => type.Item2.Select(item => $"{type.Name}: {item.Item1} {item.Name}")).ToHashSet();
        var listed = ListedIn(Page).ToHashSet();
        Assert.Empty(expected.Except(listed)); // add a row to the section of that message or enum
        Assert.Empty(listed.Except(expected));
    }

    [Fact]
    public void Page_ShowsTheBytesOfTheExamples()
    {
        var shown = Bytes().Matches(Page).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["hex"].Value);
        Assert.Equal(ProtocolExamples.Frames.Keys.Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(shown, pair => Assert.Equal(Hex(ProtocolExamples.Frames[pair.Key]), pair.Value));
    }

    /// <summary>The rows have the order of <see cref="ProtocolExamples.Values"/>.</summary>
    [Fact]
    public void Page_ShowsTheBytesOfTheValues() =>
        Assert.Equal(ProtocolExamples.Values.Select(bytes => string.Join(' ', bytes.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))), Value().Matches(Page).Select(match => match.Groups[1].Value));

    [Fact]
    public void Page_NamesLimitsThatExist_WithTheirDefaults()
    {
        string table = Page[Page.IndexOf("| limit | default |", StringComparison.Ordinal)..];
        var rows = table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, cells => Assert.Equal(SettingsPageTests.DefaultOf(cells[1].Trim('`')), cells[2]));
    }

    /// <summary>Numbers that stand in sentences.</summary>
    [Fact]
    public void Page_NamesTheConstants()
    {
        Assert.Contains($"have at most {HandshakeStream.MaxFrameBytes / 1024} KiB", Page, StringComparison.Ordinal);
        Assert.Contains($"exactly {Credentials.NonceBytes} bytes", Page, StringComparison.Ordinal);
        Assert.Contains($"takes, {Session.LeastFrameBytes:N0} at least", Page, StringComparison.Ordinal);
        Assert.Contains($"for this stream, {Session.LeastTableEntries} at least", Page, StringComparison.Ordinal);
        Assert.Contains($"nest at most {MessagePackReader.MaxDepth} deep", Page, StringComparison.Ordinal);
        Assert.Contains($"none if there are more than {MessageShape.MaxMembers}", Page, StringComparison.Ordinal);
        Assert.Contains($"at most {ActorPath.MaxDepth} of them and {ActorPath.MaxLength:N0} characters", Page, StringComparison.Ordinal);
        Assert.Contains($"1 to {ActorPath.MaxSegmentLength} letters", Page, StringComparison.Ordinal);
        Assert.Contains($"1 to {MessageAttribute.MaxIdLength} characters", Page, StringComparison.Ordinal);
        Assert.Contains($"at most {MessagePackReader.MaxUriChars:N0} characters", Page, StringComparison.Ordinal);
        Assert.Contains($"`{GrpcProtocol.ConnectPath}`", Page, StringComparison.Ordinal);
        Assert.Equal(4, LargePayloads.MaxAtOnce); // "Up to four payloads"
    }

    /// <summary>Under "### `Name`": the rows "| number | `name` |".</summary>
    private static IEnumerable<string> ListedIn(string page) =>
        from section in Section().Matches(page)
        from Match row in Row().Matches(section.Groups["text"].Value)
        select $"{section.Groups["name"].Value}: {row.Groups["number"].Value} {row.Groups["name"].Value}";

    /// <summary>Sixteen bytes to a line.</summary>
    private static string Hex(byte[] bytes) =>
        string.Join('\n', bytes.Chunk(16).Select(line => string.Join(' ', line.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))));

    [GeneratedRegex(@"^### `(?<name>\w+)`\n(?<text>.*?)(?=^##|\z)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| (?<number>\d+) \| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^<!-- bytes: (?<name>[\w-]+) -->\n```\n(?<hex>.*?)\n?```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^\|.* `([0-9a-f]{2}(?: [0-9a-f]{2})*)` \|$", RegexOptions.Multiline)]
    private static partial Regex Value();
}
