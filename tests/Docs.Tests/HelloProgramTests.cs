using System.Diagnostics;

namespace Actors.Docs.Tests;

/// <summary>The README's first program, as a user runs it.</summary>
public sealed class HelloProgramTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Hello_Run_PrintsTheGreeting()
    {
        // Where it was built, with what it needs beside it: the same place below samples/Hello as this test's below its own folder.
        string own = AppContext.BaseDirectory;
        string program = Path.Combine(own.Replace(Path.Combine("tests", "Docs.Tests"), Path.Combine("samples", "Hello"), StringComparison.Ordinal), "Hello.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            Assert.Equal("Hello Ada\n", (await process.StandardOutput.ReadToEndAsync(limit.Token)).ReplaceLineEndings("\n"));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
