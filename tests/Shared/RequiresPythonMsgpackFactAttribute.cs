using System.ComponentModel;
using System.Diagnostics;

namespace Actors.Tests;

/// <summary>
/// Skips, saying why, where Python with the msgpack package (Debian: python3-msgpack) is not installed. With
/// ACTORS_CI=1 it must be installed: the test runs and fails.
/// </summary>
public sealed class RequiresPythonMsgpackFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> WhyMissing = new(Probe);

    /// <summary>Decides whether the test is skipped.</summary>
    public RequiresPythonMsgpackFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("ACTORS_CI") != "1") Skip = WhyMissing.Value;
    }

    /// <summary>The system's own Python, which Debian's package belongs to, before any other on the PATH.</summary>
    public static string Python { get; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string? Probe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import msgpack"]) { RedirectStandardError = true })!;
            if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
            {
                process.Kill();
                return $"{Python} did not answer within 30 s";
            }

            return process.ExitCode == 0 ? null : $"{Python} has no msgpack package (Debian: apt-get install python3-msgpack)";
        }
        catch (Win32Exception error)
        {
            return $"{Python} cannot be started: {error.Message}";
        }
    }
}
