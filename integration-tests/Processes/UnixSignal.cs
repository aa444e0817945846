using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Actors.IntegrationTests;

/// <summary>The signals the tests send; the numbers are Linux's.</summary>
internal enum UnixSignal
{
    /// <summary>Death at once, without a chance to tidy up.</summary>
    Kill = 9,

    /// <summary>A request to end in good order.</summary>
    Terminate = 15,

    /// <summary>Goes on after <see cref="Stop"/>.</summary>
    Continue = 18,

    /// <summary>Stands still, as a process does on a suspended or starved machine.</summary>
    Stop = 19,
}

/// <summary>Sends signals; .NET itself only knows how to kill.</summary>
internal static class UnixSignals
{
    public static void Send(int processId, UnixSignal signal)
    {
        if (kill(processId, (int)signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Could not send {signal} to process {processId}.");
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);
}
