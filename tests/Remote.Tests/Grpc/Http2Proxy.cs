using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Actors.Remote.Tests;

/// <summary>
/// Stands before a node and passes HTTP/2 on, frame by frame, so that a test can put frames between those of the node, or let
/// nothing through any more while all connections stay.
/// </summary>
internal sealed class Http2Proxy : IDisposable
{
    internal const byte ResetStream = 3, GoAway = 7;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Connection> _connections = [];
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Http2Proxy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _open.SetResult();
        _ = AcceptAsync();
    }

    internal int Port { get; }

    /// <summary>Where the node listens.</summary>
    internal int Target { get; set; }

    /// <summary>Nothing arrives any more, on no connection that is or comes.</summary>
    internal void Stall() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All goes on.</summary>
    internal void Resume() => _open.TrySetResult();

    /// <summary>Tells the dialler of a connection something in the node's name. Back: how many connections ago it was opened; 0: the last.</summary>
    internal Task SayAsync(int back, byte type, int stream, params byte[] payload)
    {
        Connection connection;
        lock (_connections) connection = _connections[^(back + 1)];
        return connection.WriteAsync(connection.Dialler, Frame(type, stream, payload));
    }

    public void Dispose()
    {
        _listener.Stop();
        Resume();
        lock (_connections)
        {
            foreach (var connection in _connections) connection.Dispose();
        }
    }

    private static byte[] Frame(byte type, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task PassAsync(Socket dialler)
    {
        using var connection = new Connection(dialler, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        lock (_connections) _connections.Add(connection);
        try
        {
            await connection.Node.ConnectAsync(IPAddress.Loopback, Target);
            connection.Node.NoDelay = connection.Dialler.NoDelay = true;
            await await Task.WhenAny(PassFramesAsync(connection, dialler, connection.Node, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length), PassFramesAsync(connection, connection.Node, dialler, 0));
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // one side has hung up, so the other is
        }
    }

    private async Task PassFramesAsync(Connection connection, Socket from, Socket to, int preface)
    {
        using var input = new NetworkStream(from);
        byte[] buffer = new byte[64 * 1024];
        if (preface > 0)
        {
            await input.ReadExactlyAsync(buffer.AsMemory(0, preface));
            await connection.WriteAsync(to, buffer.AsMemory(0, preface));
        }

        while (true)
        {
            await input.ReadExactlyAsync(buffer.AsMemory(0, 9));
            int length = BinaryPrimitives.ReadInt32BigEndian(buffer) >> 8;
            if (buffer.Length < 9 + length) Array.Resize(ref buffer, 9 + length);
            await input.ReadExactlyAsync(buffer.AsMemory(9, length));
            await _open.Task;
            await connection.WriteAsync(to, buffer.AsMemory(0, 9 + length));
        }
    }

    private sealed class Connection(Socket dialler, Socket node) : IDisposable
    {
        private readonly SemaphoreSlim _toDialler = new(1), _toNode = new(1);

        internal Socket Dialler => dialler;

        internal Socket Node => node;

        internal async Task WriteAsync(Socket to, ReadOnlyMemory<byte> bytes)
        {
            var turn = ReferenceEquals(to, dialler) ? _toDialler : _toNode;
            await turn.WaitAsync();
            try
            {
                while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes)..];
            }
            finally
            {
                turn.Release();
            }
        }

        public void Dispose()
        {
            dialler.Dispose();
            node.Dispose();
        }
    }
}
