namespace Actors.IntegrationTests;

/// <summary>A .NET node program as a process of this machine, started from its built assembly.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly HostProcess _process;

    private NodeProcess(HostProcess process) => _process = process;

    /// <summary>What errors call it.</summary>
    public string Name => _process.Name;

    /// <summary>Its output, with waits for a line.</summary>
    public OutputLines Output => _process.Output;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>dotnet ASSEMBLY ARGUMENTS</c>.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="assembly">Path of the program's dll.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables set in addition to this process's own.</param>
    public static NodeProcess Start(
        string name, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!File.Exists(assembly))
            throw new FileNotFoundException($"The program of {name} is not built: {assembly} is missing.", assembly);
        return new NodeProcess(HostProcess.Start(name, "dotnet", arguments.Prepend(assembly), environment));
    }

    /// <summary>Starts a program that brings its runtime along.</summary>
    public static NodeProcess StartProgram(
        string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(HostProcess.Start(name, program, arguments, environment));

    /// <summary>Sends a signal.</summary>
    public void Signal(UnixSignal signal) => _process.Signal(signal);

    /// <summary>Dies at once (kill -9).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stands still (SIGSTOP) until <see cref="Resume"/>.</summary>
    public void Pause() => _process.Pause();

    /// <summary>As <see cref="Pause"/>; returns when no thread of the process runs any more.</summary>
    public Task PauseAsync() => _process.PauseAsync();

    /// <summary>Goes on (SIGCONT).</summary>
    public void Resume() => _process.Resume();

    /// <summary>Leaves in good order (SIGTERM); the exit code.</summary>
    public Task<int> StopAsync(TimeSpan? limit = null) => _process.TerminateAsync(limit);

    /// <summary>Waits for the end that comes by itself; the exit code.</summary>
    public Task<int> WaitForExitAsync(TimeSpan? limit = null) => _process.WaitForExitAsync(limit);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
