using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Opens a session: the control stream first, then the data stream with the session's id. See proto/remote.proto.</summary>
internal sealed class Dialler(Peer peer)
{
    internal const uint Version = 1;

    private readonly RemoteNode _node = peer.Node;

    /// <exception cref="LinkException">The peer cannot be reached.</exception>
    /// <exception cref="HandshakeException">It refused, or is somebody else.</exception>
    internal async Task DialAsync(CancellationToken cancellationToken)
    {
        Session? session = null;
        var opened = new List<ILinkStream>();
        try
        {
            var (control, challenge, welcome) = await ShakeHandsAsync(StreamKind.Control, [], opened, cancellationToken).ConfigureAwait(false);
            session = new Session(peer, welcome.Session.ToByteArray(), challenge.Node.Incarnation, control, (int)welcome.MaxFrameBytes, (int)welcome.MaxTableEntries);
            var (data, _, _) = await ShakeHandsAsync(StreamKind.Data, session.Id, opened, cancellationToken).ConfigureAwait(false);
            session.TryAddData(data);
            cancellationToken.ThrowIfCancellationRequested(); // the peer's own session came first
            peer.OnEstablished(session);
            _ = RunAsync(session);
        }
        catch
        {
            session?.Close("the handshake failed");
            foreach (var stream in opened)
            {
                stream.Abort("the handshake failed");
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Reads both streams until the session ends, then releases them.</summary>
    private static async Task RunAsync(Session session)
    {
        await using (session.Control.ConfigureAwait(false))
        await using (session.Data.ConfigureAwait(false))
        {
            await Task.WhenAll(LinkReader.RunAsync(session, session.Control), LinkReader.RunAsync(session, session.Data)).ConfigureAwait(false);
        }
    }

    private async Task<(ILinkStream Stream, Challenge Challenge, Welcome Welcome)> ShakeHandsAsync(
        StreamKind kind, byte[] sessionId, List<ILinkStream> opened, CancellationToken cancellationToken)
    {
        var stream = await _node.Transport.ConnectAsync(peer.Address.Host, peer.Address.Port, cancellationToken).ConfigureAwait(false);
        opened.Add(stream);
        var frames = new HandshakeStream(stream);
        byte[] nonce = Credentials.NewNonce();
        var hello = new Hello
        {
            VersionMin = Version,
            VersionMax = Version,
            Cluster = _node.Options.Cluster,
            Universe = _node.Universe,
            Node = NodeIds.Of(_node.Self),
            Peer = NodeIds.Of(peer.Address),
            Kind = kind,
            Nonce = ByteString.CopyFrom(nonce),
            Session = ByteString.CopyFrom(sessionId),
            Replaces = ByteString.CopyFrom(peer.LastEnded),
            MaxFrameBytes = (uint)_node.Options.MaxFrameBytes,
        };
        await frames.WriteAsync(new Frame { Hello = hello }, cancellationToken).ConfigureAwait(false);
        var challenge = (await frames.ReadAsync(cancellationToken).ConfigureAwait(false)).Challenge ?? throw Unexpected(nameof(Challenge));
        if (!Credentials.Equal(challenge.Proof.Span, Credentials.AcceptorProof(_node.Options, nonce, challenge.Nonce.Span)))
            throw new HandshakeException(null, "the peer does not know the secret (RemoteOptions.Secret): give both nodes the same one");
        if (challenge.Node is null || challenge.Node.System != peer.Address.System)
            throw new HandshakeException(null, $"the peer is the system '{challenge.Node?.System}', not '{peer.Address.System}'");
        var proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(_node.Options, nonce, challenge.Nonce.Span)) };
        await frames.WriteAsync(new Frame { Proof = proof }, cancellationToken).ConfigureAwait(false);
        var welcome = (await frames.ReadAsync(cancellationToken).ConfigureAwait(false)).Welcome ?? throw Unexpected(nameof(Welcome));
        return (stream, challenge, welcome);
    }

    private static HandshakeException Unexpected(string expected) => new(null, $"the peer did not send {expected} when it should have");
}
