using System.Diagnostics;

namespace Actors.IntegrationTests;

/// <summary>A process of this machine: its output, its signals, and its certain end when disposed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;
    private bool _disposed;

    private HostProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        Output = new OutputLines(name);
    }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>Standard output and standard error, in the order they arrived.</summary>
    public OutputLines Output { get; }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program without standard input.</summary>
    public static HostProcess Start(
        string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;

        var host = new HostProcess(name, new Process { StartInfo = start });
        host._process.OutputDataReceived += host.OnLine;
        host._process.ErrorDataReceived += host.OnLine;
        host._process.Start();
        // A test run that ends early (a hang, an interrupt) must not leave its processes behind.
        AppDomain.CurrentDomain.ProcessExit += host.OnTestRunExit;
        host._process.StandardInput.Close();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(UnixSignal signal) => UnixSignals.Send(Id, signal);

    /// <summary>Stands the process still, as a suspended machine would.</summary>
    public void Pause() => Signal(UnixSignal.Stop);

    /// <summary>As <see cref="Pause"/>; returns when no thread of the process runs any more.</summary>
    public async Task PauseAsync()
    {
        Pause();
        await Poll.UntilAsync($"{Name} to stand still", _ => Task.FromResult(Directory.EnumerateDirectories($"/proc/{Id}/task").All(IsStopped)), Limits.Ready).ConfigureAwait(false);
    }

    /// <summary>The state stands behind the name, which is in brackets and may hold anything.</summary>
    private static bool IsStopped(string thread)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat[stat.LastIndexOf(')') + 2] == 'T';
        }
        catch (IOException) when (!Directory.Exists(thread))
        {
            return true; // it has ended
        }
    }

    /// <summary>Lets a paused process go on.</summary>
    public void Resume() => Signal(UnixSignal.Continue);

    /// <summary>Asks it to end (SIGTERM) and waits; the exit code.</summary>
    public Task<int> TerminateAsync(TimeSpan? limit = null)
    {
        if (!HasExited)
            Signal(UnixSignal.Terminate);
        return WaitForExitAsync(limit);
    }

    /// <summary>Kills it (kill -9) and waits until it is gone.</summary>
    public Task KillAsync()
    {
        if (!HasExited)
            Signal(UnixSignal.Kill);
        return WaitForExitAsync();
    }

    /// <summary>Waits until it has ended and its output is complete; the exit code.</summary>
    /// <exception cref="WaitLimitException">It still runs after the limit.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        TimeSpan bound = limit ?? Limits.Exit;
        using var deadline = new CancellationTokenSource(bound);
        try
        {
            await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            await _outputEnded.Task.WaitAsync(deadline.Token).ConfigureAwait(false);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new WaitLimitException($"{Name} (process {Id}) to end", bound, Output.Tail());
        }
    }

    /// <summary>Kills the process and its children if they still run.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= OnTestRunExit;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await WaitForExitAsync().ConfigureAwait(false);
        }
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            Output.Add(line.Data);
            return;
        }
        if (Interlocked.Decrement(ref _openStreams) != 0)
            return;
        Output.End("which has ended");
        _outputEnded.TrySetResult();
    }

    private void OnTestRunExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }
}
