using System.Runtime.InteropServices;

namespace Actors.Cluster;

/// <summary>
/// The system's time with timestamps that also count while the machine is suspended (Linux: CLOCK_BOOTTIME). A lease must
/// be measured on it: .NET's own timestamps stand still in suspend, and a node would wake up believing that its lease is
/// fresh. On other systems it is <see cref="TimeProvider.System"/>.
/// </summary>
public sealed class BootTimeProvider : TimeProvider
{
    private const int ClockBoottime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The instance.</summary>
    public static BootTimeProvider Instance { get; } = new();

    private BootTimeProvider()
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => OperatingSystem.IsLinux() ? NanosecondsPerSecond : System.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        if (!OperatingSystem.IsLinux()) return System.GetTimestamp();
        return ReadClock(ClockBoottime, out var time) == 0
            ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds
            : throw new PlatformNotSupportedException("clock_gettime(CLOCK_BOOTTIME) failed; leases cannot be measured on this kernel.");
    }

    // struct timespec of the 64-bit Linux ABIs.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        internal readonly long Seconds;
        internal readonly long Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out TimeSpec time);
}
