using System.Diagnostics;
using System.Globalization;

namespace Actors.Bench;

/// <summary>The second process of a workload: this program again, on the same machine. Ended by closing its input.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    internal int Port { get; }

    /// <summary>What it has taken so far.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal static async Task<PeerProcess> StartAsync(Workload workload)
    {
        var start = WorkloadProcess.Again("serve", workload);
        start.RedirectStandardInput = true;
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
            throw new InvalidOperationException($"the second process of {workload.Id} said '{line}' where its port was expected");
        return new PeerProcess(process, port);
    }

    /// <summary>From now on it runs when nobody else wants to: in the scheduler's idle class, because the lowest priority alone would keep a core for 4 ms at a time.</summary>
    internal async Task GiveWayAsync()
    {
        using var chrt = Process.Start("chrt", ["--idle", "--all-tasks", "--pid", "0", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await chrt.WaitForExitAsync();
        if (chrt.ExitCode != 0) throw new InvalidOperationException($"chrt (of util-linux) ended with {chrt.ExitCode}; without it the attacker would take the cores of those it attacks");
    }

    /// <summary>What the second process does.</summary>
    internal static async Task<int> ServeAsync(Workload workload)
    {
        Console.WriteLine(await workload.ServeAsync());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }
}
