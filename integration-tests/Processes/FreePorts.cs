using System.Net;
using System.Net.Sockets;

namespace Actors.IntegrationTests;

/// <summary>
/// Ports for servers that can't choose one themselves. They lie below the range from which the kernel serves outgoing
/// connections, so that nobody takes one between the choice and the server's start, or while it restarts.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int Count = 10_000;
    private static int s_next = Environment.ProcessId * 37;

    /// <summary>A port that nobody listens on; no two calls in this process give the same one soon.</summary>
    public static int Take()
    {
        for (int attempt = 0; attempt < Count; attempt++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref s_next) % Count);
            if (IsFree(port))
                return port;
        }
        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
