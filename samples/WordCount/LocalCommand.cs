using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace WordCount;

/// <summary>Three node processes on this machine with embedded membership, one count, and nothing left behind.</summary>
internal static class LocalCommand
{
    private const int Nodes = 3;
    private const int Interrupted = 2;
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
        using var interrupted = new CancellationTokenSource();
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        var nodes = new List<NodeChild>();
        try
        {
            Console.WriteLine($"Starting {Nodes} nodes on this machine");
            for (int i = 0; i < Nodes; i++) nodes.Add(NodeChild.Start(settings));
            foreach (var node in nodes) Console.WriteLine($"  {await node.AwaitReadyAsync(StartLimit, interrupted.Token)}");
            return await CountCommand.RunAsync(settings, text, Nodes).WaitAsync(interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("interrupted; stopping the nodes");
            return Interrupted;
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
            foreach (var (name, value) in settings.TlsVariables) start.Environment[name] = value;
            var node = new NodeChild(Process.Start(start)!);
            node._process.OutputDataReceived += (_, line) => node.OnOutput(line.Data);
            node._process.ErrorDataReceived += (_, line) => node.OnOutput(line.Data);
            node._process.Exited += (_, _) => node.OnExited();
            node._process.EnableRaisingEvents = true;
            node._process.BeginOutputReadLine();
            node._process.BeginErrorReadLine();
            return node;
        }

        public async Task<string> AwaitReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
        {
            try
            {
                return await _ready.Task.WaitAsync(limit, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"a node was not ready within {limit.TotalSeconds} s; it says: {Said()}");
            }
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
            _ready.TrySetException(new SettingException($"a node ended before it was ready; it says: {Said()}"));
        }

        private string Said()
        {
            lock (_output) return string.Join(Environment.NewLine, _output);
        }
    }
}
