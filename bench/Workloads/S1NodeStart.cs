using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Actors.Remote;

namespace Actors.Bench.Workloads;

// As the sample declares them: a peer knows messages by their ids.
[Message("line")]
internal sealed record TextLine(string Job, string Text, ActorRef<TextFinished>? Finish);

[Message("finished")]
internal sealed record TextFinished(string Node, long Words, IReadOnlyList<string> Distinct);

/// <summary>Starts the published WordCount node and asks it until it answers: the time counts from before its process is started.</summary>
internal sealed class S1NodeStart : Workload
{
    private const string Program = "ACTORS_BENCH_NODE", Cluster = "bench", Secret = "the secret of the bench";
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(30);

    internal override string Id => "S1";

    internal override string Description => $"start of a published WordCount node (artifacts/lean, or {Program}) to its first answer";

    internal override bool OnlyByName => true;

    internal override async Task RunAsync(Report report)
    {
        string program = Path.GetFullPath(Environment.GetEnvironmentVariable(Program) ?? "artifacts/lean/WordCount");
        if (!File.Exists(program)) throw new InvalidOperationException($"{program} is missing: publish the node as CONTRIBUTING.md says, or name its program by {Program}");
        double size = new DirectoryInfo(Path.GetDirectoryName(program)!).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e6;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-bench-");
        try
        {
            // Dials each few ms, so that its own pauses are not counted as the node's.
            var (system, _) = await RemotePeers.StartAsync("bench", options => options with { Cluster = Cluster, Secret = Secret, ReconnectMin = TimeSpan.FromMilliseconds(4), ReconnectMax = TimeSpan.FromMilliseconds(4) });
            await using var end = system;
            using Process first = await StartAsync(system, program, folder.FullName); // the others join its cluster
            await report.MeasureAsync(async () =>
            {
                long start = Stopwatch.GetTimestamp();
                using Process node = await StartAsync(system, program, folder.FullName);
                double answered = Clock.SecondsSince(start);
                double processor = node.TotalProcessorTime.TotalSeconds, memory = node.WorkingSet64 / 1e6;
                await StopAsync(node);
                return [new("answer", answered * 1000, "ms"), new("cpu", processor * 1000, "ms"), new("memory", memory, "MB"), new("size", size, "MB")];
            });
            await StopAsync(first);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Process> StartAsync(ActorSystem system, string program, string directory)
    {
        int port = FreePort();
        var start = new ProcessStartInfo(program, ["node", "--host", "localhost", "--port", Text(port), "--health-port", "0", "--cluster", Cluster, "--directory", directory, "--exit-with-input", "1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ACTORS_SECRET"] = Secret;
        start.Environment["ACTORS_CONSUL"] = "";
        Process node = Process.Start(start)!;
        node.OutputDataReceived += static (_, _) => { };
        node.BeginOutputReadLine();
        var splitter = system.Resolve<TextLine>($"actors://wordcount@localhost:{Text(port)}/user/splitter");
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await splitter.Ask<TextLine, TextFinished>(replyTo => new("start", "", replyTo), AskTimeout);
                return node;
            }
            catch (Exception error) when (error is ActorException && !limit.IsCancellationRequested)
            {
                await Task.Delay(1, limit.Token); // it listens, and has not spawned the actor yet
            }
        }
    }

    private static async Task StopAsync(Process node)
    {
        node.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        await node.WaitForExitAsync(limit.Token);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
