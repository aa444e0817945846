namespace Actors.IntegrationTests;

/// <summary>
/// A real Consul agent as a process of this machine, on ports of its own: one server in dev mode, which keeps nothing
/// over a restart, or one with a data folder, which keeps everything.
/// </summary>
internal sealed class ConsulAgent : IAsyncDisposable
{
    private readonly ConsulPorts _ports;
    private readonly string? _dataFolder;
    private HostProcess _process;

    private ConsulAgent(ConsulPorts ports, string? dataFolder)
    {
        _ports = ports;
        _dataFolder = dataFolder;
        _process = StartProcess();
        Api = new ConsulApi(Address);
    }

    /// <summary>Address of its HTTP API; stays the same over restarts.</summary>
    public Uri Address => _ports.HttpAddress;

    /// <summary>The few requests that tests make themselves.</summary>
    public ConsulApi Api { get; }

    /// <summary>What the running process has written.</summary>
    public OutputLines Output => _process.Output;

    /// <summary>The consul program in PATH, or null.</summary>
    public static string? FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, "consul"))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts an agent and waits until it takes writes.</summary>
    /// <param name="keepsData">Whether it has a data folder; a dev agent has none.</param>
    public static async Task<ConsulAgent> StartAsync(bool keepsData = false)
    {
        string? dataFolder = keepsData ? Directory.CreateTempSubdirectory("actors-consul-").FullName : null;
        var agent = new ConsulAgent(ConsulPorts.Take(), dataFolder);
        try
        {
            await agent.WaitUntilWritableAsync().ConfigureAwait(false);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Dies at once (kill -9).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts the killed agent again on the same ports and waits until it takes writes.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        _process = StartProcess();
        await WaitUntilWritableAsync().ConfigureAwait(false);
    }

    /// <summary>Kills it and starts it again: a dev agent has lost everything by then.</summary>
    public async Task RestartAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await StartAgainAsync().ConfigureAwait(false);
    }

    /// <summary>Stands still (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Pause() => _process.Pause();

    /// <summary>Goes on (SIGCONT).</summary>
    public void Resume() => _process.Resume();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _process.DisposeAsync().ConfigureAwait(false);
        if (_dataFolder is not null)
            Directory.Delete(_dataFolder, recursive: true);
    }

    private HostProcess StartProcess()
    {
        string program = FindProgram()
            ?? throw new FileNotFoundException("The program 'consul' is not in PATH; run eng/install-consul.sh.");
        IEnumerable<string> mode = _dataFolder is null
            ? ["-dev"]
            : ["-server", "-bootstrap-expect=1", $"-data-dir={_dataFolder}"];
        return HostProcess.Start(
            $"consul on port {_ports.Http}",
            program,
            ["agent", .. mode, "-bind=127.0.0.1", "-client=127.0.0.1", $"-node=node-{_ports.Http}", .. _ports.Options]);
    }

    private Task WaitUntilWritableAsync() => Poll.UntilAsync(
        $"the consul agent at {Address} to take writes",
        async cancellation => _process.HasExited
            ? throw new InvalidOperationException($"The consul agent has ended. {Output.Tail()}")
            : await Api.PutAsync("harness/ready", "yes", cancellation).ConfigureAwait(false),
        Limits.Ready,
        () => Task.FromResult(Output.Tail()));
}
