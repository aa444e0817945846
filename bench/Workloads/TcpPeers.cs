using System.Net;
using System.Net.Sockets;

namespace Actors.Bench.Workloads;

/// <summary>Plain sockets for the TCP baselines.</summary>
internal static class TcpPeers
{
    internal static Task<int> ListenAsync(Func<Socket, Task> accept)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync();
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint!).Port);

        async Task AcceptAsync()
        {
            Socket socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            await accept(socket);
        }
    }

    internal static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }
}
