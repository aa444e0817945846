using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>A member by hand that nodes dial: agrees on sessions, reads what comes on the control stream, acknowledges what it is told to.</summary>
internal sealed class RawAcceptor : IAsyncDisposable
{
    private readonly ILinkTransport _transport;
    private readonly Inbox<Frame> _control = new();
    private readonly TaskCompletionSource<HandshakeException> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly uint _version;
    private byte _sessions;
    private ILinkStream? _stream;

    private RawAcceptor(ILinkTransport transport, uint version) => (_transport, _version) = (transport, version);

    /// <summary>What the first dialler says that refuses.</summary>
    internal Task<HandshakeException> Refused => _refused.Task.WaitAsync(TestNode.Patience);

    internal int Port { get; private set; }

    internal static async Task<RawAcceptor> StartAsync(ILinkTransport transport, uint version = 1)
    {
        var acceptor = new RawAcceptor(transport, version);
        acceptor.Port = await transport.ListenAsync("127.0.0.1", 0, acceptor.AcceptAsync, default);
        return acceptor;
    }

    /// <summary>The next control message, of whatever session.</summary>
    internal Task<Control> NextAsync() => FindAsync().WaitAsync(TestNode.Patience); // pings come for ever

    private async Task<Control> FindAsync()
    {
        while (true)
        {
            if ((await _control.NextAsync()).Control is { } control) return control;
        }
    }

    /// <summary>Acknowledges all up to <paramref name="sequence"/>, and waits until the node has read it.</summary>
    internal async Task AcknowledgeAsync(ulong sequence)
    {
        var frames = new HandshakeStream(_stream!);
        await frames.WriteAsync(new Frame { ControlAck = new ControlAck { Sequence = sequence } }, default);
        await frames.WriteAsync(new Frame { Ping = new Ping { Sequence = 77 } }, default);
        while ((await _control.NextAsync()).Pong?.Sequence != 77)
        {
        }
    }

    /// <summary>Breaks the session there is.</summary>
    internal void Break() => _stream!.Abort("the test breaks it");

    /// <summary>What a node that knows the secret answers.</summary>
    internal static Frame ChallengeOf(Hello hello, string system, int port, uint version = 1)
    {
        var challenge = new Challenge
        {
            Version = version,
            Nonce = ByteString.CopyFrom(Credentials.NewNonce()),
            Node = new NodeId { System = system, Host = "127.0.0.1", Port = (uint)port, Incarnation = 1 },
        };
        challenge.Proof = ByteString.CopyFrom(Credentials.AcceptorProof(TestNode.Options, hello, challenge));
        return new Frame { Challenge = challenge };
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    private async Task AcceptAsync(ILinkStream stream)
    {
        try
        {
            var frames = new HandshakeStream(stream);
            var hello = (await frames.ReadAsync(default)).Hello;
            await frames.WriteAsync(ChallengeOf(hello, "raw", Port, _version), default);
            await frames.ReadAsync(default);
            var session = hello.Kind == StreamKind.Data ? hello.Session : ByteString.CopyFrom([.. new byte[15], ++_sessions]);
            await frames.WriteAsync(new Frame { Welcome = new Welcome { Session = session } }, default);
            if (hello.Kind == StreamKind.Control) _stream = stream;
            while (true)
            {
                var frame = await frames.ReadAsync(default);
                if (hello.Kind == StreamKind.Control) _control.Add(frame);
            }
        }
        catch (Exception error) when (error is LinkException or HandshakeException)
        {
            if (error is HandshakeException { Reason: not null } refused) _refused.TrySetResult(refused);
        }
    }
}
