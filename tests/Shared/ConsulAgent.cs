using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Actors.Tests;

/// <summary>A real Consul agent in development mode on ports of its own, for the tests of one class.</summary>
public sealed class ConsulAgent : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actors-consul-").FullName;
    private readonly int[] _ports = FreePorts(4);
    private Process? _process;

    /// <summary>Where its HTTP API is.</summary>
    public Uri Address => new($"http://127.0.0.1:{_ports[0]}/");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (ConsulAvailability.SkipReason is not null) return;
        await StartAsync();
    }

    /// <summary>Kills the agent and starts one on the same ports: in development mode everything is lost.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Kills the agent; its ports stay reserved for nobody.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task StartAsync()
    {
        string executable = ConsulAvailability.Executable ?? throw new InvalidOperationException("ACTORS_CI=1 but consul is not on PATH; eng/install-consul.sh installs it.");
        string[] arguments =
        [
            "agent", "-dev", "-bind=127.0.0.1", $"-http-port={_ports[0]}", $"-server-port={_ports[1]}", $"-serf-lan-port={_ports[2]}",
            $"-serf-wan-port={_ports[3]}", "-dns-port=-1", "-grpc-port=-1", "-log-level=err", "-hcl=performance { raft_multiplier = 1 }",
        ];
        var start = new ProcessStartInfo(executable, arguments) { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start.");
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitForLeaderAsync();
    }

    private async Task WaitForLeaderAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        for (int attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                if ((await http.GetStringAsync("v1/status/leader")).Length > 2 && (await http.GetAsync("v1/kv/none?consistent")).StatusCode == HttpStatusCode.NotFound) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
            }

            if (_process!.HasExited) throw new InvalidOperationException($"consul ended with code {_process.ExitCode} before it had a leader.");
            await Task.Delay(100);
        }

        throw new InvalidOperationException("consul had no leader within a minute.");
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        listeners.ForEach(l => l.Stop());
        return ports;
    }
}
