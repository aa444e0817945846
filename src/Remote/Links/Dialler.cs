using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Opens a session: the control stream first, then the others with the session's id. See proto/remote.proto.</summary>
internal sealed partial class Dialler(Peer peer)
{
    private readonly RemoteNode _node = peer.Node;

    /// <exception cref="LinkException">The peer cannot be reached.</exception>
    /// <exception cref="HandshakeException">It refused, or is somebody else.</exception>
    internal async Task DialAsync(CancellationToken cancellationToken)
    {
        if (_node.DialsAsClient)
        {
            await DialAsClientAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        Session? session = null;
        var own = _node.Self;
        var opened = new List<ILinkStream>();
        try
        {
            var (control, challenge, welcome) = await ShakeHandsAsync(own, StreamKind.Control, [], 0, null, opened, cancellationToken).ConfigureAwait(false);
            session = new Session(peer, welcome.Session.ToByteArray(), own, challenge.Node.Incarnation, control, welcome.MaxFrameBytes, welcome.MaxTableEntries, GrantedStreams(welcome), welcome.ReplyStream) { IsDialled = true, Version = challenge.Version, PeerManifest = welcome.ManifestDigest, PeerMaxMessageBytes = welcome.MaxMessageBytes };
            await OpenDataAsync(session, opened, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested(); // the peer's own session came first
            _ = RunAsync(session); // whatever comes: the next session's readers wait for these to end
            peer.OnEstablished(session);
        }
        catch
        {
            if (_node.Leaves && session is not null) await session.TurnAwayAsync().ConfigureAwait(false); // the peer may use it already
            session?.Close("the handshake failed");
            foreach (var stream in opened) // nothing opens any more
            {
                stream.Abort("the handshake failed");
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Reads all streams until the session ends, then releases them.</summary>
    private static async Task RunAsync(Session session)
    {
        var reading = new List<Task> { LinkReader.RunAsync(session, session.Control, -1) };
        for (int i = 0; i < session.DataStreams; i++) reading.Add(LinkReader.RunAsync(session, session.Data(i), i));
        if (session.HasReplyStream) reading.Add(LinkReader.RunAsync(session, session.Replies, -1));
        await Task.WhenAll(reading).ConfigureAwait(false); // readers never throw
        await Task.WhenAll(session.BesideControl.Append(session.Control).Select(static stream => stream.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>All at once: on a slow network one after the other would take too long. The first that fails ends the others, and is what is reported.</summary>
    private async Task OpenDataAsync(Session session, List<ILinkStream> opened, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = Enumerable.Range(0, session.DataStreams).Select(index => OpenOneAsync((uint)index)).ToList();
        while (opening.Count > 0)
        {
            var done = await Task.WhenAny(opening).ConfigureAwait(false);
            opening.Remove(done);
            try
            {
                await done.ConfigureAwait(false);
            }
            catch
            {
                await failed.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }

        async Task OpenOneAsync(uint index)
        {
            var data = await OpenAsync(index, null).ConfigureAwait(false);
            session.TryAddData(index, data);
            if (index > 0 || !session.HasReplyStream) return;
            uint last = (uint)session.DataStreams;
            var replies = await OpenAsync(last, data).ConfigureAwait(false);
            session.TryAddData(last, replies);
        }

        async Task<ILinkStream> OpenAsync(uint index, ILinkStream? beside)
        {
            var (stream, challenge, _) = await ShakeHandsAsync(session.Own, StreamKind.Data, session.Id, index, beside, opened, failed.Token).ConfigureAwait(false);
            if (challenge.Version != session.Version) throw new HandshakeException(null, $"the peer speaks protocol version {session.Version} on one stream of a session and {challenge.Version} on another");
            return stream;
        }
    }

    private int GrantedStreams(Welcome welcome)
    {
        if (welcome.DataStreams > (uint)_node.Options.DataStreams)
            throw new HandshakeException(null, $"the peer wants {welcome.DataStreams} data streams; this node offered {_node.Options.DataStreams} (RemoteOptions.{nameof(RemoteOptions.DataStreams)})");
        return Math.Max(1, (int)welcome.DataStreams);
    }

    private async Task<(ILinkStream Stream, Challenge Challenge, Welcome Welcome)> ShakeHandsAsync(
        NodeAddress own, StreamKind kind, byte[] sessionId, uint dataStream, ILinkStream? beside, List<ILinkStream> opened, CancellationToken cancellationToken)
    {
        var place = peer.Gateway?.Next ?? peer.Address;
        var connecting = beside is null ? _node.Transport.ConnectAsync(place.Host, place.Port, cancellationToken) : _node.Transport.ConnectBesideAsync(beside, place.Host, place.Port, cancellationToken);
        var stream = await connecting.ConfigureAwait(false);
        lock (opened) opened.Add(stream);
        var frames = new HandshakeStream(stream);
        var hello = new Hello
        {
            VersionMin = _node.Options.Versions.Min,
            VersionMax = _node.Options.Versions.Max,
            Cluster = _node.Options.Cluster,
            Universe = _node.Universe,
            Node = NodeIds.Of(own),
            Peer = peer.Gateway is null ? NodeIds.Of(peer.Address) : null,
            Kind = kind,
            Nonce = ByteString.CopyFrom(Credentials.NewNonce()),
            Session = ByteString.CopyFrom(sessionId),
            Replaces = ByteString.CopyFrom(peer.LastEnded),
            MaxFrameBytes = (uint)_node.Options.MaxFrameBytes,
            MaxMessageBytes = (uint)_node.Options.MaxMessageBytes,
            MaxTableEntries = (uint)_node.Options.MaxTableEntries,
            ManifestDigest = _node.Manifest.Digest,
            DataStreams = kind == StreamKind.Control && _node.Options.DataStreams > 1 ? (uint)_node.Options.DataStreams : 0,
            DataStream = dataStream,
            ReplyStream = kind == StreamKind.Control,
        };
        await frames.WriteAsync(new Frame { Hello = hello }, cancellationToken).ConfigureAwait(false);
        var challenge = (await frames.ReadAsync(cancellationToken).ConfigureAwait(false)).Challenge ?? throw Unexpected(nameof(Challenge));
        if (!_node.Options.Versions.Contains(challenge.Version))
            throw await RefuseAsync(frames, opened, RejectReason.Version, $"{peer.Endpoint} answers with protocol version {challenge.Version}; {_node.Self.Endpoint} speaks {_node.Options.Versions}, as it has said", cancellationToken).ConfigureAwait(false);
        if (!Credentials.Equal(challenge.Proof.Span, Credentials.AcceptorProof(_node.Options, hello, challenge)))
            throw await RefuseAsync(frames, opened, RejectReason.Secret, $"the secret of {peer.Endpoint} is not that of {_node.Self.Endpoint} (RemoteOptions.Secret); give all nodes of the cluster the same one", cancellationToken).ConfigureAwait(false);
        CheckNode(challenge.Node);
        var proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(_node.Options, hello, challenge)) };
        await frames.WriteAsync(new Frame { Proof = proof }, cancellationToken).ConfigureAwait(false);
        var welcome = await ReadWelcomeAsync(frames, challenge.Node, cancellationToken).ConfigureAwait(false);
        if (welcome.MaxFrameBytes is > 0 and < Session.LeastFrameBytes || welcome.MaxTableEntries is > 0 and < Session.LeastTableEntries)
            throw new HandshakeException(null, $"the peer takes frames of {welcome.MaxFrameBytes} bytes and tables of {welcome.MaxTableEntries} entries; it must take {Session.LeastFrameBytes} and {Session.LeastTableEntries} at least");
        return (stream, challenge, welcome);
    }

    private static async Task<Welcome> ReadWelcomeAsync(HandshakeStream frames, NodeId node, CancellationToken cancellationToken)
    {
        try
        {
            return (await frames.ReadAsync(cancellationToken).ConfigureAwait(false)).Welcome ?? throw Unexpected(nameof(Welcome));
        }
        catch (HandshakeException refused) when (refused.Reason == RejectReason.Leaving && NodeIds.TryRead(node, out var left))
        {
            throw new HandshakeException(refused.Reason, refused.Message) { Left = left };
        }
    }

    /// <summary>Whoever answers wrong is told so, and the stream ends in order, so that it gets to know.</summary>
    private async Task<HandshakeException> RefuseAsync(HandshakeStream frames, List<ILinkStream> opened, RejectReason reason, string detail, CancellationToken cancellationToken)
    {
        _node.OnRefusing(peer.Endpoint, reason, detail);
        await frames.WriteAsync(new Frame { Reject = new Reject { Reason = reason, Detail = detail } }, cancellationToken).ConfigureAwait(false);
        lock (opened) opened.Remove(frames.Stream);
        await frames.Stream.DisposeAsync().ConfigureAwait(false);
        return new HandshakeException(null, detail);
    }

    /// <summary>Two names for one node would be two peers, of which the node itself can know only one.</summary>
    private void CheckNode(NodeId? id)
    {
        if (!NodeIds.TryRead(id, out var node) || node.Incarnation == 0)
            throw new HandshakeException(null, "the peer did not say which node it is");
        if (peer.Gateway is not null) return; // whoever is there
        if (node.Endpoint != peer.Endpoint)
            throw new HandshakeException(null, $"the node there calls itself {node.Endpoint}; use that address (it is set by RemoteOptions.AdvertisedHost and AdvertisedPort there)");
        if (peer.IsDead(node.Incarnation) && peer.HasLeft(node.Incarnation))
            throw new HandshakeException(null, $"{node} has left") { Left = node };
        if (peer.IsDead(node.Incarnation))
            throw new HandshakeException(null, $"{node} has been given up or declared dead here; it has to start again, as a new incarnation");
    }

    private static HandshakeException Unexpected(string expected) => new(null, $"the peer did not send {expected} when it should have");
}
