using System.Net;
using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// Connects to the first of a host's addresses that answers, each in bounded time: the kernel itself would go on for minutes
/// with one behind which packets vanish, asking more and more rarely.
/// </summary>
internal static class TcpConnect
{
    /// <exception cref="SocketException">The host has no address, or none answered; the last one's failure. <see cref="SocketError.TimedOut"/> if that was silent.</exception>
    internal static async Task<Socket> ToAsync(DnsEndPoint host, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        foreach (var address in await Dns.GetHostAddressesAsync(host.Host, cancellationToken))
        {
            try
            {
                return await ToAsync(new IPEndPoint(address, host.Port), timeout, time, cancellationToken);
            }
            catch (SocketException error)
            {
                failure = error;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Socket> ToAsync(IPEndPoint place, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, either.Token);
            return socket;
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested) throw new SocketException((int)SocketError.TimedOut);
            throw;
        }
    }
}
