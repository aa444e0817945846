using System.Buffers.Binary;
using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// Asks the kernel of a connection whose packets vanish, which it would go on sending for a quarter of an hour. Linux only: tcp(7), TCP_INFO;
/// the places are those of struct tcp_info in linux/tcp.h. Elsewhere nothing is known.
/// </summary>
internal static class TcpSilence
{
    private const int Protocol = 6, Info = 11; // IPPROTO_TCP, TCP_INFO
    private const int RetransmitsAt = 2, ProbesAt = 3, BackoffAt = 4, TimeoutAt = 8, SinceAcknowledgedAt = 56, Bytes = 60;

    /// <summary>How often the same must have been sent in vain: each waits twice as long, and one or two are lost on a bad network.</summary>
    private const int LeastTries = 3;

    /// <summary>True if the other end's machine has acknowledged nothing for that time, though it was sent something again and again.</summary>
    internal static bool IsLongerThan(Socket? socket, TimeSpan time)
    {
        if (socket is null || !OperatingSystem.IsLinux()) return false;
        Span<byte> info = stackalloc byte[Bytes];
        try
        {
            if (socket.GetRawSocketOption(Protocol, Info, info) < Bytes) return false;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false; // closed meanwhile, or no TCP
        }

        if (Math.Max(info[RetransmitsAt], info[ProbesAt]) < LeastTries) return false;
        // What was not acknowledged may be younger than the last acknowledgement: the pauses between tries say how old it is.
        double pause = BinaryPrimitives.ReadUInt32LittleEndian(info[TimeoutAt..]) / 1e6 * (info[ProbesAt] > 0 ? 1 << Math.Min((int)info[BackoffAt], 16) : 1);
        uint since = BinaryPrimitives.ReadUInt32LittleEndian(info[SinceAcknowledgedAt..]);
        return since > time.TotalMilliseconds && 2 * pause > time.TotalSeconds;
    }
}
