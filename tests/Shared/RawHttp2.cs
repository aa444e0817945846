using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Actors.Remote.Tests;

/// <summary>Speaks just enough HTTP/2 by hand to misuse it in ways that no library allows.</summary>
internal sealed class RawHttp2 : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, WindowUpdate = 8;

    private readonly Socket _socket;
    private readonly MemoryStream _out = new();

    private RawHttp2(Socket socket) => _socket = socket;

    internal static async Task<RawHttp2> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var client = new RawHttp2(socket);
        client._out.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        client.Frame(Settings, 0, 0, []);
        await client.FlushAsync();
        return client;
    }

    /// <summary>The other side may send as much as it likes, as far as HTTP/2 is concerned.</summary>
    internal void WidenWindows()
    {
        Frame(Settings, 0, 0, [0, 4, 0x7F, 0xFF, 0xFF, 0xFF]); // of each stream, from its beginning
        Frame(WindowUpdate, 0, 0, [0x7F, 0, 0, 0]);
    }

    /// <summary>Opens the call that links are.</summary>
    internal void Open(int stream)
    {
        // HPACK: POST and http by the static table, the rest as literals that nobody is to keep.
        byte[] block = [0x83, 0x86, .. Literal([0x04], "/actors.remote.v1.Remoting/Connect"), .. Literal([0x01], "127.0.0.1"), .. Literal([0x0F, 0x10], "application/grpc"), .. Literal([0x00, 2, (byte)'t', (byte)'e'], "trailers")];
        Frame(Headers, 4, stream, block);
    }

    internal void Send(int stream, ReadOnlySpan<byte> bytes) => Frame(Data, 0, stream, bytes);

    internal void Cancel(int stream) => Frame(Reset, 0, stream, [0, 0, 0, 8]);

    internal void PingOnce() => Frame(Ping, 0, 0, new byte[8]);

    /// <summary>Sends what was gathered. False if the other side has hung up.</summary>
    internal async Task<bool> FlushAsync()
    {
        try
        {
            var bytes = _out.GetBuffer().AsMemory(0, (int)_out.Length);
            while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes)..];
            _out.SetLength(0);
            return true;
        }
        catch (SocketException)
        {
            _out.SetLength(0);
            return false;
        }
    }

    /// <summary>Reads on until the other side hangs up.</summary>
    internal async Task DrainAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // hung up hard
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Literal(byte[] name, string value) => [.. name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private void Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[9];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        _out.Write(header);
        _out.Write(payload);
    }
}
