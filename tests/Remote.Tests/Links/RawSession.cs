using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>A control and a data stream of a peer that is no node, agreed on.</summary>
internal sealed class RawSession : IAsyncDisposable
{
    private readonly RawPeer _control;

    private RawSession(RawPeer control, RawPeer data) => (_control, Data) = (control, data);

    internal RawPeer Data { get; }

    /// <summary>The peer takes large messages in pieces, up to what the node's options say.</summary>
    internal static async Task<RawSession> BeginAsync(ILinkTransport transport, TestNode node, RemoteOptions options)
    {
        var session = new RawSession(await RawPeer.ConnectAsync(transport, node), await RawPeer.ConnectAsync(transport, node));
        var hello = RawPeer.HelloOf(node, StreamKind.Control);
        hello.MaxMessageBytes = (uint)options.MaxMessageBytes;
        var id = (await session._control.ShakeHandsAsync(hello, options)).Session;
        hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = id;
        await session.Data.ShakeHandsAsync(hello, options);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        await _control.DisposeAsync();
    }
}
