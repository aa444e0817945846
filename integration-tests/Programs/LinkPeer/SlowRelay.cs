using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Actors.IntegrationTests.LinkPeer;

/// <summary>Stands before a node, where the kernel cannot delay packets itself: what comes goes on in order, each piece 100 ms later while the file exists.</summary>
internal static class SlowRelay
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    internal static async Task RunAsync(string host, int port, int target, string file)
    {
        using var listener = new TcpListener(IPAddress.Parse(host), port);
        listener.Start();
        Console.WriteLine("ready");
        while (true) _ = PassAsync(await listener.AcceptSocketAsync(), new IPEndPoint(IPAddress.Parse(host), target), file);
    }

    private static async Task PassAsync(Socket near, IPEndPoint target, string file)
    {
        using (near)
        using (var far = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await far.ConnectAsync(target);
                far.NoDelay = near.NoDelay = true;
                await Task.WhenAny(OneWayAsync(near, far, file), OneWayAsync(far, near, file));
            }
            catch (SocketException)
            {
                // nobody there: the dialler sees its connection end
            }
        }
    }

    private static async Task OneWayAsync(Socket from, Socket to, string file)
    {
        var pieces = Channel.CreateBounded<(byte[] Bytes, TimeSpan Due)>(1024);
        long start = Stopwatch.GetTimestamp();
        _ = ReadAsync();
        try
        {
            await foreach (var (bytes, due) in pieces.Reader.ReadAllAsync())
            {
                if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left) await Task.Delay(left);
                for (int sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes.AsMemory(sent));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // the other end is gone
        }
        finally
        {
            pieces.Writer.TryComplete(); // who reads must not wait for room
        }

        async Task ReadAsync()
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                    await pieces.Writer.WriteAsync((buffer[..count], Stopwatch.GetElapsedTime(start) + (File.Exists(file) ? Delay : TimeSpan.Zero)));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or ChannelClosedException)
            {
                // cut
            }

            pieces.Writer.TryComplete();
        }
    }
}
