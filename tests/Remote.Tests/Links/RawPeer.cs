using System.Buffers;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>Somebody who speaks frames by hand, right or wrong.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly ILinkStream _stream;
    private readonly HandshakeStream _frames;

    private RawPeer(ILinkStream stream)
    {
        _stream = stream;
        _frames = new HandshakeStream(stream);
    }

    internal static readonly byte[] Nonce = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    internal static async Task<RawPeer> ConnectAsync(ILinkTransport transport, TestNode node) =>
        new(await transport.ConnectAsync("127.0.0.1", node.Remote.Self.Port, default));

    internal static Hello HelloOf(TestNode node, StreamKind kind) => new()
    {
        VersionMin = 1,
        VersionMax = 1,
        Cluster = "default",
        Node = new NodeId { System = "raw", Host = "127.0.0.1", Port = 9, Incarnation = 1 },
        Peer = NodeIds.Of(node.Remote.Self),
        Kind = kind,
        Nonce = ByteString.CopyFrom(Nonce),
    };

    internal Task SendAsync(Frame frame) => _frames.WriteAsync(frame, default).AsTask();

    internal async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, default);

    /// <summary>Hello, Challenge, Proof, Welcome.</summary>
    internal async Task<Welcome> ShakeHandsAsync(Hello hello, RemoteOptions? options = null)
    {
        await SendAsync(new Frame { Hello = hello });
        var challenge = (await ReadAsync()).Challenge;
        byte[] proof = Credentials.DiallerProof(options ?? TestNode.Options, hello, challenge);
        await SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(proof) } });
        return (await ReadAsync()).Welcome;
    }

    /// <summary>The next frame that is no ping.</summary>
    internal async Task<Frame> ReadAsync()
    {
        while (true)
        {
            var frame = await ReadAnyAsync();
            if (frame.BodyCase is not (Frame.BodyOneofCase.Ping or Frame.BodyOneofCase.ControlAck)) return frame;
        }
    }

    /// <summary>Reads on until the node refuses.</summary>
    internal async Task<Reject> ReadRejectAsync()
    {
        while (true)
        {
            if ((await ReadAnyAsync()).Reject is { } reject) return reject;
        }
    }

    /// <summary>In good order.</summary>
    internal ValueTask EndAsync() => _stream.DisposeAsync();

    public ValueTask DisposeAsync()
    {
        _stream.Abort("the test is over");
        return _stream.DisposeAsync();
    }

    internal async Task<Frame> ReadAnyAsync()
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (true)
        {
            var result = await _stream.Input.ReadAsync(limit.Token);
            var rest = result.Buffer;
            if (FrameReader.TryTake(ref rest, 1024 * 1024, out var message))
            {
                var frame = Frame.Parser.ParseFrom(message.ToArray());
                _stream.Input.AdvanceTo(rest.Start);
                return frame;
            }

            if (result.IsCompleted) throw new LinkException("the node has ended the stream");
            _stream.Input.AdvanceTo(rest.Start, rest.End);
        }
    }
}
