using Actors.Remote.Proto;

namespace Actors.Remote;

/// <content>As a client: one stream for everything.</content>
internal sealed partial class Dialler
{
    private async Task DialAsClientAsync(CancellationToken cancellationToken)
    {
        var own = _node.Self;
        var opened = new List<ILinkStream>();
        try
        {
            var (stream, challenge, welcome) = await ShakeHandsAsync(own, StreamKind.Client, [], 0, null, opened, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            ulong life = challenge.Node.Incarnation;
            if (peer.Gateway is { } gateway && NodeIds.TryRead(challenge.Node, out var met)) life = gateway.Meet(met, peer.IsDead);
            var session = new Session(peer, welcome.Session.ToByteArray(), own, life, stream, welcome.MaxFrameBytes, welcome.MaxTableEntries)
            {
                Version = challenge.Version,
                PeerManifest = welcome.ManifestDigest,
                PeerMaxMessageBytes = welcome.MaxMessageBytes,
            };
            _ = RunAsClientAsync(session); // whatever comes: the next session's reader waits for this one to end
            peer.OnEstablished(session);
        }
        catch
        {
            foreach (var stream in opened)
            {
                stream.Abort("the handshake failed");
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private static async Task RunAsClientAsync(Session session)
    {
        await using (session.Control.ConfigureAwait(false)) await LinkReader.RunAsync(session, session.Control, 0).ConfigureAwait(false);
    }
}
