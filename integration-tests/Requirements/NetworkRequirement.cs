using System.ComponentModel;
using System.Diagnostics;

namespace Actors.IntegrationTests;

/// <summary>Tries, while tests are discovered, whether networks can be made here: that takes root, iproute2, iptables and a kernel that lets us.</summary>
internal static class NetworkRequirement
{
    public static string? WhyMissing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "making network namespaces needs root";
        string name = $"{NetworkNamespace.Prefix}{Environment.ProcessId}-probe";
        string? problem = Run("ip", "netns", "add", name)
            ?? Run("ip", "netns", "exec", name, "iptables", "-w", "-I", "INPUT", "-p", "tcp", "-m", "statistic", "--mode", "random", "--probability", "0.05", "-j", "DROP");
        Run("ip", "netns", "delete", name);
        return problem;
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} {string.Join(' ', arguments)}: {error.Trim()}";
        }
        catch (Win32Exception)
        {
            return $"{program} is missing; run eng/install.sh";
        }
    }
}
