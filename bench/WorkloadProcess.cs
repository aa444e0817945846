using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Actors.Bench;

/// <summary>Each workload has a process of its own, so that none measures what another has left in the heap, the pool or the compiler.</summary>
internal static class WorkloadProcess
{
    internal static async Task RunAsync(Workload workload)
    {
        var start = Again("alone", workload);
        foreach (var (name, value) in workload.RuntimeSettings) start.Environment["DOTNET_" + name] = value;
        using var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line);
            string[] parts = line.Split(' ', 3); // "name value unit (minimum-maximum)"
            if (parts.Length == 3 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double median)) Bounds.Note(parts[0], median);
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{workload.Id} failed with exit code {process.ExitCode}; what it wrote stands above");
    }

    /// <summary>This program once more.</summary>
    internal static ProcessStartInfo Again(string role, Workload workload)
    {
        string program = Environment.ProcessPath!;
        string[] arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetExecutingAssembly().Location, role, workload.Id] : [role, workload.Id];
        return new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
    }
}
