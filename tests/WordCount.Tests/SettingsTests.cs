using Microsoft.Extensions.Logging.Abstractions;

namespace WordCount.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Read_Nothing_GivesTheDefaultsOfTheDocument()
    {
        var settings = Read([]);
        Assert.Equal(("wordcount", "localhost", 4050, 8080, ""), (settings.Cluster, settings.Host, settings.Port, settings.HealthPort, settings.Secret));
        Assert.Null(settings.Consul);
        Assert.False(settings.ExitWithInput);
        Assert.Equal(Path.Combine(Path.GetTempPath(), "actors-wordcount"), settings.Directory);
    }

    [Fact]
    public void Read_AnOption_GoesBeforeTheVariable()
    {
        string[] arguments = ["--health-port", "1", "book.txt"];
        var settings = Settings.Read(ref arguments, name => name is "ACTORS_HEALTH_PORT" or "ACTORS_PORT" ? "2" : null);
        Assert.Equal((1, 2), (settings.HealthPort, settings.Port));
        Assert.Equal(["book.txt"], arguments);
    }

    [Theory]
    [InlineData("ACTORS_PORT", "65536")]
    [InlineData("ACTORS_PORT", "-1")]
    [InlineData("ACTORS_HEALTH_PORT", "x")]
    [InlineData("ACTORS_CONSUL", "consul:8500")]
    [InlineData("ACTORS_CONSUL", "ftp://consul")]
    [InlineData("ACTORS_CLUSTER", "a/b")]
    [InlineData("ACTORS_CLUSTER", "..")]
    [InlineData("ACTORS_HOST", "http://node1")]
    [InlineData("ACTORS_EXIT_WITH_INPUT", "yes")]
    public void Read_AMalformedSetting_NamesItAndItsValue(string name, string value)
    {
        string message = Refusal([], asked => asked == name ? value : null);
        Assert.StartsWith(name, message, StringComparison.Ordinal);
        Assert.EndsWith($"not '{value}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--prot", "there is no option --prot; --help shows all")]
    [InlineData("--port", "the option --port needs a value")]
    public void Read_AnOptionThatIsNone_IsRefused(string option, string message) => Assert.Equal(message, Refusal([option]));

    [Theory]
    [InlineData("")]
    [InlineData("fifteen letters")]
    public void CheckedSecret_MissingOrShort_IsRefused(string secret) =>
        Assert.StartsWith("ACTORS_SECRET is missing or shorter", Assert.Throws<SettingException>(() => Read(["--secret", secret]).CheckedSecret()).Message, StringComparison.Ordinal);

    [Fact]
    public void OpenStore_AFolderThatCannotBe_NamesTheSetting()
    {
        string path = Path.Combine(typeof(SettingsTests).Assembly.Location, "folder"); // below a file
        string message = Assert.Throws<SettingException>(() => Read(["--directory", path]).OpenStore(NullLoggerFactory.Instance)).Message;
        Assert.StartsWith($"the folder {path} cannot be used (ACTORS_DIRECTORY)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_NamesEverySettingThatIsRead()
    {
        var asked = new List<string>();
        string[] none = [];
        Settings.Read(ref none, name =>
        {
            asked.Add(name);
            return null;
        });
        Assert.Equal(13, asked.Distinct().Count());
        Assert.All(asked, name => Assert.Contains($"{name}, --{name["ACTORS_".Length..].ToLowerInvariant().Replace('_', '-')} ", Help.Text, StringComparison.Ordinal));
    }

    private static Settings Read(string[] arguments) => Settings.Read(ref arguments, _ => null);

    private static string Refusal(string[] arguments, Func<string, string?>? environment = null) =>
        Assert.Throws<SettingException>(() => Settings.Read(ref arguments, environment ?? (_ => null))).Message;
}
