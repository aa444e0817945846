using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>One node of the sample, alone in its cluster, with a folder of its own.</summary>
internal sealed class WordCountProcess : IAsyncDisposable
{
    public const string Cluster = "wordcount";
    public const string Secret = "secret of the word counters";

    private readonly NodeProcess _process;
    private readonly DirectoryInfo _folder;

    private WordCountProcess(NodeProcess process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static async Task<WordCountProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("actors-wordcount-");
        int port = FreePorts.Take();
        var process = NodeProcess.Start("wordcount", BuiltProgram.Find("samples/WordCount", "WordCount"), ["node"], new Dictionary<string, string>
        {
            ["ACTORS_CLUSTER"] = Cluster,
            ["ACTORS_SECRET"] = Secret,
            ["ACTORS_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["ACTORS_HEALTH_PORT"] = "0",
            ["ACTORS_DIRECTORY"] = folder.FullName,
            ["ACTORS_CONSUL"] = "",
        });
        await process.Output.WaitForAsync("^ready: ");
        return new WordCountProcess(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
