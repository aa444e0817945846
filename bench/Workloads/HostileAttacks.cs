using Actors.Remote;
using Actors.Remote.Proto;
using Actors.Remote.Tests;
using Google.Protobuf;

namespace Actors.Bench.Workloads;

/// <summary>What a peer that has the secret can do to a node; each goes on until it is cancelled.</summary>
internal static class HostileAttacks
{
    private static readonly byte[] Nonce = new byte[16];

    internal static readonly (string Name, Func<int, CancellationToken, Task> Run)[] All =
    [
        ("lengths", LengthsAsync),
        ("frames", FramesAsync),
        ("messages", MessagesAsync),
        ("connections", ConnectionsAsync),
        ("pings", PingsAsync),
        ("resets", ResetsAsync),
        ("http2pings", Http2PingsAsync),
        ("slowreading", SlowReadingAsync),
        ("slowwriting", SlowWritingAsync),
    ];

    /// <summary>2 GiB declared in the place of the Hello.</summary>
    private static Task LengthsAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        await link.WriteAsync(new byte[] { 0, 0x80, 0, 0, 0 }, end);
        await new HandshakeStream(link).ReadAsync(end);
    }, end);

    /// <summary>A session that begins well, and then names a path with two dots.</summary>
    private static Task FramesAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        var frames = await ShakeHandsAsync(link, end);
        await frames.WriteAsync(new Frame { Batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = "/user/../system" } } } }, end);
        while (true) await frames.ReadAsync(end);
    }, end);

    /// <summary>Messages nested 10,000 deep, each wrong, none the end of the session.</summary>
    private static Task MessagesAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        await ShakeHandsAsync(link, end);
        byte[] bytes = Write(Messages(ByteString.CopyFrom([.. Enumerable.Repeat((byte)0x91, 10_000)]), 0));
        while (true)
        {
            await link.WriteAsync(bytes, end);
            await Task.Delay(1, end);
        }
    }, end);

    /// <summary>A thousand connections whose calls say nothing.</summary>
    private static Task ConnectionsAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        var all = new List<RawHttp2>();
        try
        {
            while (all.Count < 1000)
            {
                var client = await RawHttp2.ConnectAsync(port);
                all.Add(client);
                client.Open(1);
                await client.FlushAsync().WaitAsync(end);
                end.ThrowIfCancellationRequested();
            }

            await Task.Delay(500, end);
        }
        finally
        {
            foreach (var client in all) client.Dispose();
        }
    }, end);

    private static Task PingsAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        await ShakeHandsAsync(link, end);
        byte[] ping = Write(new Frame { Ping = new Ping { Sequence = 1 } });
        byte[] pings = [.. Enumerable.Repeat(ping, 1000).SelectMany(bytes => bytes)];
        while (true) await link.WriteAsync(pings, end);
    }, end);

    private static Task ResetsAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        using var client = await RawHttp2.ConnectAsync(port);
        _ = client.DrainAsync();
        for (int stream = 1; stream < 200_000; stream += 2)
        {
            client.Open(stream);
            client.Cancel(stream);
            if (stream % 100 == 1 && !await client.FlushAsync().WaitAsync(end)) return;
            end.ThrowIfCancellationRequested();
        }
    }, end);

    private static Task Http2PingsAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        using var client = await RawHttp2.ConnectAsync(port);
        while (true)
        {
            for (int i = 0; i < 100; i++) client.PingOnce();
            if (!await client.FlushAsync().WaitAsync(end)) return;
        }
    }, end);

    /// <summary>Asks whose answers are never read.</summary>
    private static Task SlowReadingAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        await ShakeHandsAsync(link, end);
        byte[] asks = [.. Enumerable.Repeat(Write(Messages(ByteString.CopyFrom(0x91, 1), 7)), 100).SelectMany(bytes => bytes)];
        while (true)
        {
            await link.WriteAsync(asks, end);
            await Task.Delay(1, end);
        }
    }, end);

    /// <summary>A byte at a time.</summary>
    private static Task SlowWritingAsync(int port, CancellationToken end) => AgainAsync(async () =>
    {
        await using var transport = GrpcPeers.Create();
        await using var link = await transport.ConnectAsync("127.0.0.1", port, end);
        await ShakeHandsAsync(link, end);
        byte[] message = Write(Messages(ByteString.CopyFrom(0x91, 1), 0));
        while (true)
        {
            foreach (byte next in message)
            {
                await link.WriteAsync(new[] { next }, end);
                await Task.Yield();
            }
        }
    }, end);

    /// <summary>Again and again; being refused is the usual end of a try.</summary>
    private static async Task AgainAsync(Func<Task> attack, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await attack();
            }
            catch (Exception error) when (error is LinkException or HandshakeException or FrameFormatException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<HandshakeStream> ShakeHandsAsync(ILinkStream link, CancellationToken end)
    {
        var frames = new HandshakeStream(link);
        var hello = new Hello { VersionMin = 1, VersionMax = 1, Cluster = "default", Kind = StreamKind.Client, Nonce = ByteString.CopyFrom(Nonce) };
        await frames.WriteAsync(new Frame { Hello = hello }, end);
        var challenge = (await frames.ReadAsync(end)).Challenge;
        byte[] proof = Credentials.DiallerProof(RemotePeers.Options, hello, challenge);
        await frames.WriteAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(proof) } }, end);
        await frames.ReadAsync(end);
        return frames;
    }

    private static Frame Messages(ByteString payload, ulong ask) => new()
    {
        Batch = new Batch
        {
            ResetTables = true,
            Targets = { new TargetDefinition { Id = 1, Path = "/user/echo" } },
            Types_ = { new TypeDefinition { Id = 1, Name = "bench.ping" } },
            Envelopes = { new Envelope { Target = 1, Type = 1, Payload = payload, Ask = ask } },
        },
    };

    private static byte[] Write(Frame frame)
    {
        using var buffer = new WireBuffer(256, 1 << 20);
        FrameWriter.Write(buffer, frame);
        return buffer.WrittenSpan.ToArray();
    }
}
