using System.Globalization;

namespace Actors.Bench;

/// <summary>What the system says of this process.</summary>
internal static class ProcessFacts
{
    /// <summary>The most physical memory this process has had at once so far, in millions of bytes; 0 where the system does not say.</summary>
    internal static double PeakMegabytes => StatusBytes("VmHWM:") / 1e6;

    /// <summary>The physical memory it has now.</summary>
    internal static double Megabytes => StatusBytes("VmRSS:") / 1e6;

    /// <summary>Seconds of processor time it has taken so far.</summary>
    internal static double ProcessorSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static double StatusBytes(string field)
    {
        const string path = "/proc/self/status"; // the lines are "VmHWM:     1234 kB"
        string? line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? 0 : double.Parse(line[field.Length..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }
}
