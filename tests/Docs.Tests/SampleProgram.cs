using System.Diagnostics;

namespace Actors.Docs.Tests;

/// <summary>A sample, run as a user runs it.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>What it prints; it must end with 0.</summary>
    internal static async Task<string> RunAsync(string name)
    {
        // Where it was built, with what it needs beside it: the same place below samples/ as this test's below its own folder.
        string own = AppContext.BaseDirectory;
        string program = Path.Combine(own.Replace(Path.Combine("tests", "Docs.Tests"), Path.Combine("samples", name), StringComparison.Ordinal), $"{name}.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            string printed = (await process.StandardOutput.ReadToEndAsync(limit.Token)).ReplaceLineEndings("\n");
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
            return printed;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
