using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <summary>Answers peers and clients that open a stream: checks who they are, then runs the stream until it ends.</summary>
internal sealed class Acceptor(RemoteNode node)
{
    private long _clients;
    private int _handshakes;

    internal async Task AcceptAsync(ILinkStream stream)
    {
        using var limit = new CancellationTokenSource(node.Options.HandshakeTimeout, node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, node.Stopping);
        var frames = new HandshakeStream(stream);
        Session? session = null;
        int data = -1;
        try
        {
            if (Interlocked.Increment(ref _handshakes) > node.Options.MaxPendingHandshakes)
                throw new RefusalException(RejectReason.Limit, $"{node.Options.MaxPendingHandshakes} handshakes are under way (RemoteOptions.{nameof(RemoteOptions.MaxPendingHandshakes)}); try again");
            (session, data) = await ShakeHandsAsync(frames, either.Token).ConfigureAwait(false);
        }
        catch (RefusalException refusal)
        {
            await RefuseAsync(frames, refusal.Reason, refusal.Message).ConfigureAwait(false);
        }
        catch (FrameTooLargeException error)
        {
            await RefuseAsync(frames, RejectReason.FrameTooLarge, error.Message).ConfigureAwait(false);
        }
        catch (FrameFormatException error)
        {
            await RefuseAsync(frames, RejectReason.Malformed, error.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await RefuseAsync(frames, RejectReason.Limit, $"no handshake within {node.Options.HandshakeTimeout}").ConfigureAwait(false);
        }
        catch (HandshakeException refused) when (refused.Reason is { } reason)
        {
            node.OnRefusedByStranger(stream.RemoteEndPoint, reason, refused.Message);
        }
        catch (Exception error) when (error is LinkException or HandshakeException or OperationCanceledException or IOException)
        {
            stream.Abort(error.Message); // it went away again
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }

        if (session is not null) await LinkReader.RunAsync(session, stream, data).ConfigureAwait(false);
    }

    private async Task<(Session Session, int Data)> ShakeHandsAsync(HandshakeStream frames, CancellationToken limit)
    {
        var hello = (await frames.ReadAsync(limit).ConfigureAwait(false)).Hello ?? throw new RefusalException(RejectReason.Malformed, "the first frame must be Hello");
        uint version = CheckHello(hello);
        var own = node.Self;
        var challenge = new Challenge { Version = version, Nonce = ByteString.CopyFrom(Credentials.NewNonce()), Node = NodeIds.Of(own) };
        challenge.Proof = ByteString.CopyFrom(Credentials.AcceptorProof(node.Options, hello, challenge));
        await frames.WriteAsync(new Frame { Challenge = challenge }, limit).ConfigureAwait(false);
        var proof = (await frames.ReadAsync(limit).ConfigureAwait(false)).Proof ?? throw new RefusalException(RejectReason.Malformed, "Proof must follow Challenge");
        if (!Credentials.Equal(proof.Proof_.Span, Credentials.DiallerProof(node.Options, hello, challenge)))
            throw new RefusalException(RejectReason.Secret, "the secret is not this cluster's (RemoteOptions.Secret)");
        frames.Stream.Account?.Vouch();
        if (node.Leaves) throw new RefusalException(RejectReason.Leaving, RemoteNode.ShutsDown); // said to those only who can tell that it is this node
        return hello.Kind switch
        {
            StreamKind.Control => (await AcceptControlAsync(frames, hello, own, version, limit).ConfigureAwait(false), -1),
            StreamKind.Data => await AcceptDataAsync(frames, hello, version, limit).ConfigureAwait(false),
            StreamKind.Client => (await AcceptClientAsync(frames, hello, own, version, limit).ConfigureAwait(false), 0),
            _ => throw new RefusalException(RejectReason.Malformed, $"stream kind {(int)hello.Kind} is not known; use CONTROL, DATA or CLIENT"),
        };
    }

    /// <summary>Returns the version to speak.</summary>
    private uint CheckHello(Hello hello)
    {
        var theirs = new ProtocolVersions(hello.VersionMin, hello.VersionMax);
        uint version = node.Options.Versions.HighestWith(theirs)
            ?? throw new RefusalException(RejectReason.Version, $"{node.Self.Endpoint} speaks protocol version {node.Options.Versions}, the peer {theirs}; upgrade the older one");
        if (hello.Cluster != node.Options.Cluster)
            throw new RefusalException(RejectReason.Cluster, $"this node is of the cluster '{node.Options.Cluster}', the peer of '{PeerText.Of(hello.Cluster)}' (RemoteOptions.Cluster)");
        if (hello.Nonce.Length != Credentials.NonceBytes)
            throw new RefusalException(RejectReason.Malformed, $"the nonce must have {Credentials.NonceBytes} bytes");
        if (hello.MaxFrameBytes is > 0 and < Session.LeastFrameBytes)
            throw new RefusalException(RejectReason.Limit, $"Hello.max_frame_bytes must be 0 or at least {Session.LeastFrameBytes}");
        if (hello.MaxTableEntries is > 0 and < Session.LeastTableEntries)
            throw new RefusalException(RejectReason.Limit, $"Hello.max_table_entries must be 0 or at least {Session.LeastTableEntries}");
        if (node.Universe.Length > 0 && hello.Universe.Length > 0 && hello.Universe != node.Universe)
            throw new RefusalException(RejectReason.Universe, $"this node's membership store is '{node.Universe}', the peer's '{PeerText.Of(hello.Universe)}'");
        if (hello.Peer is { } meant && ((meant.System.Length > 0 && meant.System != node.Self.System) || (NodeIds.TryRead(meant, out var named) && named.Endpoint != node.Self.Endpoint) || (meant.Incarnation != 0 && meant.Incarnation != node.Self.Incarnation)))
            throw new RefusalException(RejectReason.WrongNode, $"this node is {node.Self}");
        return version;
    }

    private async Task<Session> AcceptControlAsync(HandshakeStream frames, Hello hello, NodeAddress own, uint version, CancellationToken limit)
    {
        var peer = MemberOf(hello);
        var session = new Session(peer, Credentials.NewNonce(), own, hello.Node.Incarnation, frames.Stream, hello.MaxFrameBytes, hello.MaxTableEntries, (int)Math.Clamp(hello.DataStreams, 1, (uint)node.Options.DataStreams), hello.ReplyStream) { Version = version, PeerManifest = hello.ManifestDigest, PeerMaxMessageBytes = hello.MaxMessageBytes };
        if (peer.TryAccept(session, hello.Replaces.Span) is { } refusal) throw new RefusalException(refusal.Reason, refusal.Detail);
        try
        {
            await WelcomeAsync(frames, session, limit).ConfigureAwait(false);
        }
        catch
        {
            session.Close("the handshake failed");
            throw;
        }

        session.OnWelcomed(); // a node that has begun to leave meanwhile waits for that with its goodbye
        _ = CloseIfNoDataAsync(session);
        if (session.OnAgreed()) peer.OnEstablished(session);
        return session;
    }

    private async Task<(Session Session, int Data)> AcceptDataAsync(HandshakeStream frames, Hello hello, uint version, CancellationToken limit)
    {
        var peer = MemberOf(hello);
        var session = peer.FindAccepted(hello.Session.Span);
        if (session is null && hello.Session.Length > 0 && hello.Session.Span.SequenceEqual(peer.LastEnded)) throw new LinkException("the session has ended meanwhile"); // no news
        if (session is not null && session.Version != version)
            throw new RefusalException(RejectReason.Version, $"the session speaks protocol version {session.Version}, this stream of it {version}; name the same versions on all of them");
        if (session is null || session.Incarnation != hello.Node.Incarnation || !session.TryAddData(hello.DataStream, frames.Stream))
            throw new RefusalException(RejectReason.UnknownSession, "open a CONTROL stream first and name its session; it is valid once for each data stream agreed on, and for as long as that stream");
        await WelcomeAsync(frames, session, limit).ConfigureAwait(false);
        if (session.OnAgreed()) peer.OnEstablished(session);
        return (session, hello.DataStream < session.DataStreams ? (int)hello.DataStream : -1);
    }

    private async Task<Session> AcceptClientAsync(HandshakeStream frames, Hello hello, NodeAddress own, uint version, CancellationToken limit)
    {
        var address = new NodeAddress("client", "client-" + Interlocked.Increment(ref _clients), 1);
        var peer = node.AddClient(address) ?? throw TooMany();
        var session = new Session(peer, Credentials.NewNonce(), own, Math.Max(1, hello.Node?.Incarnation ?? 1), frames.Stream, hello.MaxFrameBytes, hello.MaxTableEntries) { Version = version, PeerManifest = hello.ManifestDigest, PeerMaxMessageBytes = hello.MaxMessageBytes };
        try
        {
            await WelcomeAsync(frames, session, limit).ConfigureAwait(false);
        }
        catch
        {
            node.Forget(peer);
            throw;
        }

        peer.OnEstablished(session);
        return session;
    }

    private Peer MemberOf(Hello hello)
    {
        if (!NodeIds.TryRead(hello.Node, out var address) || address.Incarnation == 0)
            throw new RefusalException(RejectReason.Malformed, "Hello.node must name the dialler's system, host, port and incarnation");
        if (address.Endpoint == node.Self.Endpoint) throw new RefusalException(RejectReason.WrongNode, $"the peer claims this node's own address {node.Self.Endpoint}");
        return node.TryGetPeer(address) ?? throw TooMany();
    }

    private RefusalException TooMany() => new(RejectReason.Limit, $"this node has {node.Options.MaxPeers} peers already (RemoteOptions.{nameof(RemoteOptions.MaxPeers)})");

    private ValueTask WelcomeAsync(HandshakeStream frames, Session session, CancellationToken limit)
    {
        var welcome = new Welcome
        {
            Session = ByteString.CopyFrom(session.Id),
            MaxFrameBytes = (uint)node.Options.MaxFrameBytes,
            MaxTableEntries = (uint)node.Options.MaxTableEntries,
            MaxMessageBytes = (uint)node.Options.MaxMessageBytes,
            ManifestDigest = node.Manifest.Digest,
            DataStreams = session.DataStreams > 1 ? (uint)session.DataStreams : 0,
            ReplyStream = session.HasReplyStream,
        };
        return frames.WriteAsync(new Frame { Welcome = welcome }, limit);
    }

    private async Task CloseIfNoDataAsync(Session session)
    {
        try
        {
            await session.Ended.WaitAsync(node.Options.HandshakeTimeout, node.Time, node.Stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            if (!session.IsAttached) session.Close("a data stream did not follow");
        }
    }

    private async Task RefuseAsync(HandshakeStream frames, RejectReason reason, string detail)
    {
        if (reason is RejectReason.Malformed or RejectReason.FrameTooLarge or RejectReason.Secret) frames.Stream.Account?.Blame();
        if (reason is RejectReason.Duplicate or RejectReason.Leaving) node.Counters.Refused(reason); // both dialled, or it could not know: no news
        else node.OnRefusing(frames.Stream.RemoteEndPoint, reason, detail);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), node.Time);
        try
        {
            await frames.WriteAsync(new Frame { Reject = new Reject { Reason = reason, Detail = detail } }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is LinkException or OperationCanceledException)
        {
            frames.Stream.Abort(detail);
        }
    }

    private sealed class RefusalException(RejectReason reason, string detail) : Exception(detail)
    {
        internal RejectReason Reason => reason;
    }
}
