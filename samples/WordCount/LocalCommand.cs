using System.Diagnostics;
using System.Security.Cryptography;

namespace WordCount;

/// <summary>Three node processes on this machine with embedded membership, one count, and nothing left behind.</summary>
internal static class LocalCommand
{
    private const int Nodes = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(Text text)
    {
        string directory = Directory.CreateTempSubdirectory("actors-").FullName;
        var settings = new Settings
        {
            Cluster = "wordcount",
            Secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            Directory = directory,
        };
        var nodes = new List<NodeChild>();
        try
        {
            Console.WriteLine($"Starting {Nodes} nodes on this machine");
            for (int i = 0; i < Nodes; i++) nodes.Add(NodeChild.Start(settings));
            foreach (var node in nodes) Console.WriteLine($"  {await node.Ready.WaitAsync(StartLimit)}");
            return await CountCommand.RunAsync(settings, text, Nodes);
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.StopAsync(StopLimit)));
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A node in a process of its own. It ends with its standard input, so it does not outlive this program.</summary>
    private sealed class NodeChild
    {
        private readonly Process _process;
        private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<string> _output = [];

        private NodeChild(Process process) => _process = process;

        public Task<string> Ready => _ready.Task;

        public static NodeChild Start(Settings settings)
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            // 'dotnet WordCount.dll' or the program's own executable
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(LocalCommand).Assembly.Location);
            start.ArgumentList.Add("node");
            start.Environment["ACTORS_CLUSTER"] = settings.Cluster;
            start.Environment["ACTORS_SECRET"] = settings.Secret;
            start.Environment["ACTORS_DIRECTORY"] = settings.Directory;
            start.Environment["ACTORS_HOST"] = "localhost";
            start.Environment["ACTORS_PORT"] = "0";
            start.Environment["ACTORS_HEALTH_PORT"] = "0";
            start.Environment["ACTORS_CONSUL"] = "";
            start.Environment["ACTORS_EXIT_WITH_INPUT"] = "1";
            var node = new NodeChild(Process.Start(start)!);
            node._process.OutputDataReceived += (_, line) => node.OnOutput(line.Data);
            node._process.ErrorDataReceived += (_, line) => node.OnOutput(line.Data);
            node._process.Exited += (_, _) => node.OnExited();
            node._process.EnableRaisingEvents = true;
            node._process.BeginOutputReadLine();
            node._process.BeginErrorReadLine();
            return node;
        }

        public async Task StopAsync(TimeSpan limit)
        {
            _process.StandardInput.Close();
            using var timeout = new CancellationTokenSource(limit);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        private void OnOutput(string? line)
        {
            if (line is null) return;
            lock (_output)
            {
                if (_output.Count < 200) _output.Add(line);
            }

            if (line.StartsWith("ready: ", StringComparison.Ordinal)) _ready.TrySetResult(line);
        }

        private void OnExited()
        {
            lock (_output) _ready.TrySetException(new SettingException($"a node ended before it was ready: {string.Join(Environment.NewLine, _output)}"));
        }
    }
}
